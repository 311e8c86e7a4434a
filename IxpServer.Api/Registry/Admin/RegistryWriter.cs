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
internal sealed class RegistryWriter(
    IDbContextFactory<IxpDbContext> contexts,
    RegistryUpdater updater,
    RegistryRows rows,
    RegistryOptions options,
    TimeProvider time
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
            // Whoever made the change finds it in use. Also for a client that has gone: it is not begun again.
            await updater.UpdateRowsAsync(CancellationToken.None);
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

        var draft = new RegistryDraft((await rows.ReadAsync(database, cancel)).Rows, database);
        if (await edit(draft, database) is { } refusal)
        {
            return refusal;
        }

        if (draft.Changes.Count is 0)
        {
            return new ChangeBody(revision, request.IsDryRun, [], []);
        }

        // A limit that was lowered does not stand in the way of other changes.
        var count = draft.Before.Count + draft.Added.Count;
        if (draft.Added.Count > 0 && count > options.MaxDefinitions)
        {
            return RegistryErrors.Full(count, options.MaxDefinitions);
        }

        var (fault, warnings) = RegistryCheck.Run(updater, draft);
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
        foreach (var (row, index) in draft.Added.Select((row, index) => (row.Row, index)))
        {
            row.CreatedBy = isKnown ? caller.UserId : null;

            // The order of an import is the order in which menus show it: its rows must not share a moment.
            row.CreatedAt = now.AddMicroseconds(index);
        }

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
}
