using Microsoft.EntityFrameworkCore;

namespace IxpServer.Data.Maintenance;

/// <summary>
/// Rows in the default partition of months that are past: nobody made the month in its time, so that neither it nor the
/// retention of whole months would ever come upon them.
/// </summary>
internal static class StrayIntentLogs
{
    /// <summary>An older row has its time from a clock that was wrong, and gets no month of its own.</summary>
    private const int YearsBack = 10;

    /// <summary>The months that have such rows, the oldest first.</summary>
    /// <param name="database">PostgreSQL.</param>
    /// <param name="thisMonth">The first moment of the month that it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static Task<List<DateTime>> MonthsAsync(
        IxpDbContext database,
        DateTime thisMonth,
        CancellationToken cancellationToken
    ) =>
        database
            .Database.SqlQuery<DateTime>(
                $"""
                SELECT DISTINCT date_trunc('month', created_at, 'UTC') AS "Value" FROM intent_logs_default
                WHERE created_at >= {thisMonth.AddYears(-YearsBack)} AND created_at < {thisMonth} ORDER BY 1
                """
            )
            .ToListAsync(cancellationToken);

    /// <summary>Deletes those of months that the retention has gone beyond: no partition goes with them.</summary>
    /// <param name="database">PostgreSQL.</param>
    /// <param name="firstKept">The first moment of the oldest month that is kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    internal static Task<int> DeleteAsync(
        IxpDbContext database,
        DateTime firstKept,
        CancellationToken cancellationToken
    ) =>
        Batches.RunAsync(size =>
            database.Database.ExecuteSqlAsync(
                $"""
                DELETE FROM intent_logs_default WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM intent_logs_default WHERE created_at < {firstKept} LIMIT {size}))
                """,
                cancellationToken
            )
        );
}
