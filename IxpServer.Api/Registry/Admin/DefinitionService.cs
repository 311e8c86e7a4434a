using System.Text.Json;
using System.Text.Json.Nodes;
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
    /// <summary>Versions, newest first, of one name or of all.</summary>
    internal async Task<Outcome<PageBody<DefinitionBody>>> ListAsync(
        string kind,
        DefinitionQuery query,
        PageQuery page,
        CancellationToken cancel
    )
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var rows = database.RegistryDefinitions.AsNoTracking().Where(row => row.Kind == kind);
        rows = query.Name is { } name ? rows.Where(row => row.Name == name) : rows;
        rows = query.Status is { } status ? rows.Where(row => row.Status == status) : rows;
        return await page.ReadAsync(rows, row => Describe(row), cancel);
    }

    /// <summary>One version with its definition.</summary>
    internal async Task<Outcome<DefinitionBody>> FindAsync(VersionKey key, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var revision = await RegistryHistory.LatestAsync(database, cancel);
        var versions = await database
            .RegistryDefinitions.AsNoTracking()
            .Where(row => row.Kind == key.Kind && row.Name == key.Name)
            .ToListAsync(cancel);
        if (versions.Find(row => VersionKey.Of(row) == key) is not { } row)
        {
            return NotFound(key);
        }

        using var document = JsonDocument.Parse(row.Document);
        return Describe(row) with
        {
            Definition = JsonObject.Create(Lifecycle.Of(row).Show(document.RootElement)),
            Revision = revision,
        };
    }

    /// <summary>Publishes a version. The same once more changes nothing; another under its number is refused.</summary>
    internal async Task<Outcome<ChangeBody>> PublishAsync(
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
            return RegistryErrors.Invalid(faults.Errors);
        }

        return await writer.ChangeAsync(
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
    }

    /// <summary>Changes where a version stands in its life.</summary>
    internal async Task<Outcome<ChangeBody>> MoveAsync(
        VersionKey key,
        StatusBody body,
        ChangeRequest request,
        CancellationToken cancel
    )
    {
        if (body.Replacement == key.Name)
        {
            return RequestFields.FaultOf("replacement", "invalid_string", "must be another name");
        }

        var to = new Lifecycle(
            body.Status,
            body.Message,
            body.Replacement,
            body.Sunset is { } sunset ? UtcMicroseconds.Truncate(sunset.UtcDateTime) : null
        );
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
