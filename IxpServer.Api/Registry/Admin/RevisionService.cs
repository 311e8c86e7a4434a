using IxpServer.Api.Http;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Registry.Admin;

/// <summary>Shows the registry's history, compares two moments of it, and brings one back.</summary>
internal sealed class RevisionService(IDbContextFactory<IxpDbContext> contexts, RegistryWriter writer)
{
    /// <summary>Revisions, newest first.</summary>
    internal async Task<Outcome<PageBody<RevisionBody>>> ListAsync(PageQuery page, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var rows = database.RegistryRevisions.AsNoTracking();
        if (page.After is { } after)
        {
            var last = RevisionOf(after.Id);
            rows = rows.Where(row => row.Revision < last);
        }

        var found = await rows.OrderByDescending(row => row.Revision)
            .Skip(page.Skip)
            .Take(page.Limit + 1)
            .ToListAsync(cancel);
        var shown = found.Take(page.Limit).Select(row => Describe(row)).ToList();
        var hasMore = found.Count > page.Limit;
        var next = hasMore ? Position(found[page.Limit - 1]).ToString() : null;
        return new PageBody<RevisionBody>(shown, new PageInfo(next, hasMore));
    }

    /// <summary>One revision with what it did.</summary>
    internal async Task<Outcome<RevisionBody>> FindAsync(long revision, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var row = await database
            .RegistryRevisions.AsNoTracking()
            .FirstOrDefaultAsync(row => row.Revision == revision, cancel);
        return row is null ? NoRevision(revision) : Describe(row) with { Changes = RevisionStates.Read(row.Changes) };
    }

    /// <summary>How two revisions differ.</summary>
    internal async Task<Outcome<DiffBody>> CompareAsync(long from, long to, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var latest = await RegistryHistory.LatestAsync(database, cancel);
        if (from < 0 || from > latest || to < 0 || to > latest)
        {
            return NoRevision(from < 0 || from > latest ? from : to);
        }

        var before = await RevisionStates.AtAsync(database, from, cancel);
        var after = await RevisionStates.AtAsync(database, to, cancel);
        var rows = await database.RegistryDefinitions.AsNoTracking().ToListAsync(cancel);
        return RevisionDiff.Of(from, to, before, after, rows);
    }

    /// <summary>Brings the state of a revision back, as a new revision.</summary>
    internal Task<Outcome<ChangeBody>> RollBackAsync(long revision, ChangeRequest request, CancellationToken cancel) =>
        writer.ChangeAsync(
            request with
            {
                RollsBackTo = revision,
            },
            async (draft, database) =>
            {
                var latest = await RegistryHistory.LatestAsync(database, cancel);
                if (revision < 0 || revision > latest)
                {
                    return NoRevision(revision);
                }

                var then = await RevisionStates.AtAsync(database, revision, cancel);
                var now = await RevisionStates.AtAsync(database, latest, cancel);
                foreach (var key in now.Keys)
                {
                    if (draft.Find(key) is { } row)
                    {
                        draft.Move(row, then.Of(key));
                    }
                }

                return null;
            },
            cancel
        );

    /// <summary>404: the registry never was at that revision.</summary>
    internal static IxpError NoRevision(long revision) => IxpError.NotFound($"There is no revision {revision}");

    private static RevisionBody Describe(RegistryRevision row) =>
        new(row.Revision, row.Action, Timestamps.Format(new DateTimeOffset(row.CreatedAt)), row.CreatedByName);

    /// <summary>A revision has no id: its number stands in the cursor's place for one.</summary>
    private static PagePosition Position(RegistryRevision row)
    {
        Span<byte> id = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(id[8..], row.Revision);
        return new PagePosition(row.CreatedAt, new Guid(id, bigEndian: true));
    }

    private static long RevisionOf(Guid id) =>
        System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(id.ToByteArray(bigEndian: true).AsSpan(8));
}
