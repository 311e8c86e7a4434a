using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Data;

/// <summary>The one way a revision is added.</summary>
public static class RegistryHistory
{
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
        if (database.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A revision is added in the transaction that makes the change");
        }

        await database.LockRegistryAsync(cancellationToken);
        revision.Revision = 1 + await LatestAsync(database, cancellationToken);
        database.RegistryRevisions.Add(revision);
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The newest revision's number; 0 before the first.</summary>
    public static async Task<long> LatestAsync(IxpDbContext database, CancellationToken cancellationToken) =>
        await database.RegistryRevisions.MaxAsync(row => (long?)row.Revision, cancellationToken) ?? 0;
}
