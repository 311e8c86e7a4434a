using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Data;

/// <summary>The one way a revision is added.</summary>
public static class RegistryHistory
{
    /// <summary>The channel on which PostgreSQL tells of each revision (LISTEN).</summary>
    public const string Channel = "ixp_registry";

    /// <summary>
    /// Makes other writers of the registry wait until the transaction ends: what is read after it stays true until
    /// then.
    /// </summary>
    /// <returns>The newest revision's number; 0 before the first.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static async Task<long> LockAsync(IxpDbContext database, CancellationToken cancellationToken)
    {
        if (database.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A revision is added in the transaction that makes the change");
        }

        await database.LockRegistryAsync(cancellationToken);
        return await LatestAsync(database, cancellationToken);
    }

    /// <summary>
    /// Gives the revision its number and saves it with whatever else is pending. Numbers follow the order of commits,
    /// which a sequence would not: who polls for newer numbers misses none.
    /// </summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static async Task AppendAsync(
        IxpDbContext database,
        RegistryRevision revision,
        CancellationToken cancellationToken
    )
    {
        revision.Revision = 1 + await LockAsync(database, cancellationToken);
        database.RegistryRevisions.Add(revision);
        await database.SaveChangesAsync(cancellationToken);
        await database.AnnounceRegistryAsync(revision.Revision, cancellationToken);
    }

    /// <summary>The newest revision's number; 0 before the first.</summary>
    public static async Task<long> LatestAsync(IxpDbContext database, CancellationToken cancellationToken) =>
        await database.RegistryRevisions.MaxAsync(row => (long?)row.Revision, cancellationToken) ?? 0;
}
