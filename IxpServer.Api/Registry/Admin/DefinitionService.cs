using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Registry.Stored;
using IxpServer.Api.Requests;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Registry.Admin;

/// <summary>Publishes versions, shows them, and changes where they stand in their life.</summary>
internal sealed class DefinitionService(IDbContextFactory<IxpDbContext> contexts, RegistryWriter writer)
{
    private const int LongestMessage = 2_000;
    private const int LongestName = 200;
    private const int LongestStatus = 16;

    private static readonly string[] Statuses =
    [
        DefinitionStatuses.Active,
        DefinitionStatuses.Deprecated,
        DefinitionStatuses.Deleted,
    ];

    /// <summary>Versions, newest first, of one name or of all.</summary>
    internal async Task<(PageBody<DefinitionBody>? Page, IxpError? Error)> ListAsync(
        string kind,
        IQueryCollection query,
        CancellationToken cancel
    )
    {
        var (page, error) = PageQuery.Read(query);
        var (name, status) = (query["name"].ToString(), query["status"].ToString());
        if (page is null)
        {
            return (null, error);
        }

        if (status.Length > 0 && !Statuses.Contains(status))
        {
            return (null, IxpError.InvalidRequest($"status must be one of {string.Join(", ", Statuses)}"));
        }

        if (name.Length > LongestName || name.Contains('\0', StringComparison.Ordinal))
        {
            return (null, IxpError.InvalidRequest($"name must have at most {LongestName} characters"));
        }

        await using var database = await contexts.CreateDbContextAsync(cancel);
        var rows = database.RegistryDefinitions.AsNoTracking().Where(row => row.Kind == kind);
        rows = name.Length > 0 ? rows.Where(row => row.Name == name) : rows;
        rows = status.Length > 0 ? rows.Where(row => row.Status == status) : rows;
        return (await page.ReadAsync(rows, row => Describe(row), cancel), null);
    }

    /// <summary>One version with its definition, and the registry's revision.</summary>
    internal async Task<(DefinitionBody? Body, long Revision)> FindAsync(VersionKey key, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var revision = await RegistryHistory.LatestAsync(database, cancel);
        var versions = await database
            .RegistryDefinitions.AsNoTracking()
            .Where(row => row.Kind == key.Kind && row.Name == key.Name)
            .ToListAsync(cancel);
        if (versions.Find(row => VersionKey.Of(row) == key) is not { } row)
        {
            return (null, revision);
        }

        using var document = JsonDocument.Parse(row.Document);
        return (Describe(row) with { Definition = Lifecycle.Of(row).Show(document.RootElement) }, revision);
    }

    /// <summary>Publishes a version. The same once more changes nothing; another under its number is refused.</summary>
    internal async Task<(RegistryWriter.Outcome Outcome, VersionKey Key)> PublishAsync(
        string kind,
        JsonElement json,
        ChangeRequest request,
        CancellationToken cancel
    )
    {
        var faults = new FileFaults("");
        var submission =
            kind is DefinitionKinds.Intent
                ? Submission.Intent(json, "", faults)
                : Submission.Component(json, "", faults);
        if (submission is null || faults.Errors.Count > 0)
        {
            return (new(null, RegistryErrors.Invalid(faults.Errors)), default);
        }

        var outcome = await writer.ChangeAsync(
            request,
            (draft, _) =>
            {
                if (draft.Find(submission.Key) is not { } row)
                {
                    draft.Add(submission.ToRow());
                    return Nothing;
                }

                return Task.FromResult(Refusal(submission, row));
            },
            cancel
        );
        return (outcome, submission.Key);
    }

    /// <summary>Changes where a version stands in its life.</summary>
    internal async Task<RegistryWriter.Outcome> MoveAsync(
        VersionKey key,
        JsonElement json,
        ChangeRequest request,
        CancellationToken cancel
    )
    {
        var fields = new RequestFields(json);
        var to = new Lifecycle(
            fields.Text("status", LongestStatus),
            fields.OptionalText("message", LongestMessage),
            fields.OptionalText("replacement", LongestName),
            fields.OptionalTime("sunset") is { } sunset ? UtcMicroseconds.Truncate(sunset) : null
        );
        if (to.Status.Length > 0 && !Statuses.Contains(to.Status))
        {
            fields.Fault("status", "invalid_enum_value", $"must be one of {string.Join(", ", Statuses)}");
        }
        else if (!to.IsDeprecated && to != new Lifecycle(to.Status))
        {
            fields.Fault("status", "invalid_enum_value", "must be deprecated to have a message, replacement or sunset");
        }

        if (to.Replacement == key.Name)
        {
            fields.Fault("replacement", "invalid_string", "must be another name");
        }

        if (fields.Error is { } error)
        {
            return new(null, error);
        }

        return await writer.ChangeAsync(
            request,
            (draft, _) =>
            {
                if (draft.Find(key) is not { } row)
                {
                    return Task.FromResult<IxpError?>(NotFound(key));
                }

                draft.Move(row, to);
                return Nothing;
            },
            cancel
        );
    }

    /// <summary>404: the database has no such version. What only a file has is changed there.</summary>
    internal static IxpError NotFound(VersionKey key) =>
        IxpError.NotFound(
            $"The database has no {key.Kind} '{IxpError.Clip(key.Name)}' of version '{IxpError.Clip(key.Version)}'"
        );

    /// <summary>409 when a version is there already and is not the same; null when it is.</summary>
    internal static IxpError? Refusal(Submission submission, RegistryDefinition row) =>
        !submission.IsContentOf(row)
            ? IxpError.Conflict(
                $"{submission.Key} is published and differs: a version never changes, publish a new one"
            )
        : row.Status is DefinitionStatuses.Deleted
            ? IxpError.Conflict($"{submission.Key} is deleted: change its status to active to bring it back")
        : null;

    private static Task<IxpError?> Nothing { get; } = Task.FromResult<IxpError?>(null);

    private static DefinitionBody Describe(RegistryDefinition row) =>
        new(
            row.Kind,
            row.Name,
            row.Version,
            row.Status,
            Timestamps.Format(new DateTimeOffset(row.CreatedAt)),
            Timestamps.Format(new DateTimeOffset(row.UpdatedAt)),
            row.StatusMessage,
            row.Replacement,
            row.SunsetAt is { } sunset ? Timestamps.Format(new DateTimeOffset(sunset)) : null
        );
}
