using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Registry.Stored;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Registry.Admin;

/// <summary>A wish to change the registry.</summary>
/// <param name="Caller">Who wishes it.</param>
/// <param name="Action">What the revision is called, such as <c>publish</c>.</param>
/// <param name="Match">The revisions that it may be based on.</param>
/// <param name="IsDryRun">Whether it is only tried.</param>
internal sealed record ChangeRequest(Caller Caller, string Action, IfMatch Match, bool IsDryRun = false)
{
    /// <summary>The revision whose state it brings back; null for other changes.</summary>
    internal long? RollsBackTo { get; init; }
}

/// <summary>
/// The one way the registry is changed: one change at a time, checked as a whole, with its revision and its entry in
/// the audit log in the same transaction.
/// </summary>
internal sealed partial class RegistryWriter(
    IDbContextFactory<IxpDbContext> contexts,
    RegistryLoader loader,
    RegistrySync sync,
    RegistryOptions options,
    TimeProvider time,
    ILogger<RegistryWriter> logger
)
{
    private const int MaxAuditedChanges = 20;
    private const int MaxName = 255;

    /// <summary>Changes the registry, or says why not.</summary>
    /// <param name="request">Who wishes what.</param>
    /// <param name="edit">Makes the change on a draft; an error gives it up. It may run more than once.</param>
    /// <param name="cancel">Gives up.</param>
    internal async Task<Outcome<ChangeBody>> ChangeAsync(
        ChangeRequest request,
        Func<RegistryDraft, IxpDbContext, Task<IxpError?>> edit,
        CancellationToken cancel
    )
    {
        var outcome = await contexts.InTransactionAsync(
            database => ChangeAsync(database, request, edit, cancel),
            cancel
        );
        if (outcome.Value is { DryRun: false, Changes.Count: > 0 })
        {
            await ShowAsync();
        }

        return outcome;
    }

    private async Task<Outcome<ChangeBody>> ChangeAsync(
        IxpDbContext database,
        ChangeRequest request,
        Func<RegistryDraft, IxpDbContext, Task<IxpError?>> edit,
        CancellationToken cancel
    )
    {
        var revision = await RegistryHistory.LockAsync(database, cancel);
        if (!request.Match.Allows(revision))
        {
            return RegistryErrors.Outdated(request.Match, revision);
        }

        var rows = await database
            .RegistryDefinitions.OrderBy(row => row.CreatedAt)
            .ThenBy(row => row.Id)
            .ToListAsync(cancel);
        var draft = new RegistryDraft(rows);
        if (await edit(draft, database) is { } refusal)
        {
            return refusal;
        }

        if (draft.Changes.Count is 0)
        {
            return new ChangeBody(revision, request.IsDryRun, [], []);
        }

        // A limit that was lowered does not stand in the way of other changes.
        if (draft.Added.Count > 0 && draft.Rows.Count > options.MaxDefinitions)
        {
            return RegistryErrors.Full(draft.Rows.Count, options.MaxDefinitions);
        }

        var (fault, warnings) = RegistryCheck.Run(loader.Files, draft);
        if (fault is not null)
        {
            return fault;
        }

        if (!request.IsDryRun)
        {
            revision = await SaveAsync(database, request, draft, revision + 1, cancel);
        }

        return new ChangeBody(revision, request.IsDryRun, draft.Changes, warnings);
    }

    private async Task<long> SaveAsync(
        IxpDbContext database,
        ChangeRequest request,
        RegistryDraft draft,
        long revision,
        CancellationToken cancel
    )
    {
        // A token outlives its account by some hours.
        var (caller, changes) = (request.Caller, draft.Changes);
        var isKnown = await database.Users.AnyAsync(user => user.Id == caller.UserId, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var (row, index) in draft.Added.Select((row, index) => (row, index)))
        {
            row.CreatedBy = isKnown ? caller.UserId : null;

            // The order of an import is the order in which menus show it: its rows must not share a moment.
            row.CreatedAt = now.AddMicroseconds(index);
        }

        database.RegistryDefinitions.AddRange(draft.Added);
        var details = new AuditDetails(
            revision,
            changes.Count,
            [.. changes.Take(MaxAuditedChanges)],
            request.RollsBackTo
        );
        var (type, id) = changes is [var only]
            ? (only.Kind, $"{only.Name}@{only.Version}")
            : ("registry", $"{revision}");
        database.AuditLog.Add(
            caller.Audit(
                $"registry.{request.Action}",
                type,
                id.ClipText(MaxName),
                JsonSerializer.Serialize(details, RegistryJson.Wire.AuditDetails)
            )
        );
        var entry = new RegistryRevision
        {
            CreatedBy = caller.UserId,
            CreatedByName = caller.Name.ClipText(MaxName),
            Action = request.Action,
            Changes = JsonSerializer.Serialize(changes, RegistryJson.Wire.IReadOnlyListRegistryChange),
        };
        await RegistryHistory.AppendAsync(database, entry, cancel);
        return entry.Revision;
    }

    /// <summary>Whoever made the change finds it in use; if that fails, the next look of every replica mends it.</summary>
    private async Task ShowAsync()
    {
        try
        {
            // Also for a client that has gone: a reload that is broken off would not be begun again.
            await sync.RefreshAsync(CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogLate(fault);
            sync.Call();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A change of the registry is saved, but this server does not show it yet")]
    private partial void LogLate(Exception fault);
}
