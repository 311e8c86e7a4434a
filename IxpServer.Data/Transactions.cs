using Microsoft.EntityFrameworkCore;

namespace IxpServer.Data;

/// <summary>The one way a change of several steps is made.</summary>
public static class Transactions
{
    /// <summary>
    /// Runs the work in a transaction and commits it. After a passing fault it is run again from the beginning, with a
    /// new context: the work must not change anything but the database.
    /// </summary>
    /// <returns>What the work returned.</returns>
    public static async Task<T> InTransactionAsync<T>(
        this IDbContextFactory<IxpDbContext> contexts,
        Func<IxpDbContext, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        await using var outer = await contexts.CreateDbContextAsync(cancellationToken);
        return await outer
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                await using var database = await contexts.CreateDbContextAsync(cancellationToken);
                await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
                var result = await work(database);
                await transaction.CommitAsync(cancellationToken);
                return result;
            });
    }
}
