using System.Globalization;
using IxpServer.Data.Connections;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Data.Maintenance;

/// <summary>
/// Keeps the intent logs in months: makes the coming ones ahead and removes those that are old enough. It may run at
/// any time, often, and at several places at once.
/// </summary>
/// <param name="contexts">Makes the contexts.</param>
/// <param name="options">How long logs are kept.</param>
/// <param name="time">What the time is.</param>
public sealed class IntentLogPartitions(
    IDbContextFactory<IxpDbContext> contexts,
    DatabaseOptions options,
    TimeProvider time
)
{
    /// <summary>How many months are there before their time.</summary>
    public const int MonthsAhead = 3;

    private const string Prefix = "intent_logs_";

    private static readonly TimeSpan MaxStatement = TimeSpan.FromMinutes(10);

    /// <summary>Makes and removes what is due. On SQLite, which has no partitions, old rows are deleted.</summary>
    public async Task<PartitionChanges> MaintainAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        DateTime? keepFrom = options.LogRetentionDays is 0 ? null : now.AddDays(-options.LogRetentionDays);
        if (database is not PostgresIxpDbContext)
        {
            return new([], [], await DeleteAsync(database, keepFrom, cancellationToken));
        }

        // To move a month's rows may take longer than a statement of a request's.
        database.Database.SetCommandTimeout(MaxStatement);
        var thisMonth = MonthOf(now);
        var deleted = keepFrom is null
            ? 0
            : await StrayIntentLogs.DeleteAsync(database, MonthOf(keepFrom.Value), cancellationToken);
        var made = new List<string>();
        IEnumerable<DateTime> coming = Enumerable.Range(0, MonthsAhead + 1).Select(ahead => thisMonth.AddMonths(ahead));
        // The coming ones first, which are written to: nobody then writes to the default partition while it is locked.
        foreach (var month in coming.Concat(await StrayIntentLogs.MonthsAsync(database, thisMonth, cancellationToken)))
        {
            if (await ChangeAsync(database, month, exists: false, SqlToMake(month), cancellationToken))
            {
                made.Add(NameOf(month));
            }
        }

        var dropped = new List<string>();
        foreach (var month in await MonthsBeforeAsync(database, keepFrom, cancellationToken))
        {
            if (await ChangeAsync(database, month, exists: true, $"DROP TABLE {NameOf(month)}", cancellationToken))
            {
                dropped.Add(NameOf(month));
            }
        }

        return new(made, dropped, deleted);
    }

    /// <summary>
    /// Rows that came before their month was made stand in the default partition; they move over. Attaching, unlike
    /// creating in place, lets others go on writing meanwhile.
    /// </summary>
    private static string SqlToMake(DateTime month)
    {
        var (name, from, to) = (NameOf(month), Literal(month), Literal(month.AddMonths(1)));
        return $"""
            LOCK TABLE {Prefix}default IN ACCESS EXCLUSIVE MODE;
            CREATE TABLE {name} (LIKE intent_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
            WITH early AS (
                DELETE FROM {Prefix}default WHERE created_at >= {from} AND created_at < {to} RETURNING *
            )
            INSERT INTO {name} SELECT * FROM early;
            ALTER TABLE intent_logs ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({to});
            """;
    }

    /// <summary>
    /// Changes one month, unless somebody else has done so; one at a time across all processes. A lock that is not to
    /// be had soon is given up and asked for again, so that writers queue up behind it only briefly.
    /// </summary>
    private static Task<bool> ChangeAsync(
        IxpDbContext database,
        DateTime month,
        bool exists,
        string sql,
        CancellationToken cancellationToken
    ) =>
        database
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                async cancel =>
                {
                    await using var transaction = await database.Database.BeginTransactionAsync(cancel);
                    await database.Database.ExecuteSqlRawAsync(
                        "SELECT pg_advisory_xact_lock(hashtext('intent_logs partitions'))",
                        cancel
                    );
                    await database.Database.ExecuteSqlRawAsync("SET LOCAL lock_timeout = '3s'", cancel);
                    var name = NameOf(month);
                    var found = await database
                        .Database.SqlQuery<bool>($"""SELECT to_regclass({name}) IS NOT NULL AS "Value" """)
                        .SingleAsync(cancel);
                    if (found != exists)
                    {
                        return false;
                    }

                    await database.Database.ExecuteSqlRawAsync(sql, cancel);
                    await transaction.CommitAsync(cancel);
                    return true;
                },
                cancellationToken
            );

    /// <summary>The months that ended by then, among the partitions that were made here.</summary>
    private static async Task<IEnumerable<DateTime>> MonthsBeforeAsync(
        IxpDbContext database,
        DateTime? keepFrom,
        CancellationToken cancellationToken
    )
    {
        var names = await database
            .Database.SqlQuery<string>(
                $"""
                SELECT relname::text AS "Value" FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                WHERE inhparent = 'intent_logs'::regclass ORDER BY relname
                """
            )
            .ToListAsync(cancellationToken);
        return names.Select(MonthOf).OfType<DateTime>().Where(month => month.AddMonths(1) <= keepFrom);
    }

    private static async Task<int> DeleteAsync(
        IxpDbContext database,
        DateTime? keepFrom,
        CancellationToken cancellationToken
    ) =>
        await Batches.RunAsync(size =>
            database
                .IntentLogs.Where(log => log.CreatedAt < keepFrom)
                .OrderBy(log => log.CreatedAt)
                .Take(size)
                .ExecuteDeleteAsync(cancellationToken)
        );

    private static string NameOf(DateTime month) => $"{Prefix}{month:yyyy_MM}";

    private static DateTime MonthOf(DateTime time) => new(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc);

    private static DateTime? MonthOf(string name) =>
        DateTime.TryParseExact(
            name,
            $"'{Prefix}'yyyy_MM",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var month
        )
            ? month
            : null;

    private static string Literal(DateTime month) => $"'{month:yyyy-MM-dd} 00:00:00+00'";
}

/// <summary>What <see cref="IntentLogPartitions.MaintainAsync"/> did.</summary>
/// <param name="Made">The partitions that are new.</param>
/// <param name="Dropped">The partitions that are gone.</param>
/// <param name="Deleted">How many old rows were deleted that were in no month's partition.</param>
public sealed record PartitionChanges(IReadOnlyList<string> Made, IReadOnlyList<string> Dropped, int Deleted);
