using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Data.IntentLogs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Data;

public sealed class PartitionTests
{
    private const string Partitions = """
        SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'intent_logs'::regclass ORDER BY 1
        """;

    private const int Writers = 4;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestDatabase.Cancel;

    [Fact]
    public async Task This_month_and_the_next_three_are_made_once_even_by_many_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres, new FakeTimeProvider(Now));
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => database.Partitions.MaintainAsync(Cancel)));

        Assert.Equal(
            ["intent_logs_2026_11", "intent_logs_2026_12", "intent_logs_2027_01", "intent_logs_2027_02"],
            all.SelectMany(changes => changes.Made).Order()
        );
        Assert.Equal(
            [
                "intent_logs_2026_11",
                "intent_logs_2026_12",
                "intent_logs_2027_01",
                "intent_logs_2027_02",
                "intent_logs_default",
            ],
            await database.RowsAsync(Partitions)
        );
        var again = await database.Partitions.MaintainAsync(Cancel);
        Assert.Empty(again.Made.Concat(again.Dropped));
    }

    [Fact]
    public async Task Rows_land_in_their_month_and_none_in_the_default_one()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres, new FakeTimeProvider(Now));
        await database.Partitions.MaintainAsync(Cancel);
        await AddAsync(
            database,
            new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc),
            new(2026, 11, 30, 23, 59, 59, DateTimeKind.Utc),
            new(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc),
            new(2027, 2, 28, 23, 59, 59, DateTimeKind.Utc)
        );

        Assert.Equal(
            ["intent_logs_2026_11 2", "intent_logs_2026_12 1", "intent_logs_2027_02 1"],
            await database.RowsAsync("SELECT tableoid::regclass::text, count(*) FROM intent_logs GROUP BY 1 ORDER BY 1")
        );
    }

    [Fact]
    public async Task Rows_that_came_before_their_partition_move_into_it_with_its_rules()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres, new FakeTimeProvider(Now));
        await AddAsync(database, Now.UtcDateTime, Now.UtcDateTime.AddMonths(1), Now.UtcDateTime.AddYears(9));
        await database.Partitions.MaintainAsync(Cancel);

        Assert.Equal(
            ["intent_logs_2026_11 1", "intent_logs_2026_12 1", "intent_logs_default 1"],
            await database.RowsAsync("SELECT tableoid::regclass::text, count(*) FROM intent_logs GROUP BY 1 ORDER BY 1")
        );
        // What was attached has the parent's key, indexes and foreign keys.
        Assert.Equal(
            ["6"],
            await database.RowsAsync("SELECT count(*) FROM pg_indexes WHERE tablename = 'intent_logs_2026_11'")
        );
        await using var context = database.Open();
        var user = TestDatabase.NewUser("ann@example.com");
        var session = new Session { UserId = user.Id };
        context.AddRange(user, session, Log(Now.UtcDateTime, session.Id));
        await context.SaveChangesAsync(Cancel);
        context.Remove(user);
        await context.SaveChangesAsync(Cancel);
        Assert.Equal(0, await context.IntentLogs.CountAsync(log => log.SessionId != null, Cancel));
    }

    [Fact]
    public async Task Months_that_were_missed_are_made_up_for_and_what_is_too_old_is_deleted()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 7, 15, 0, 0, 0, TimeSpan.Zero));
        await using var database = await TestDatabase.CreateAsync(
            DatabaseKind.Postgres,
            time,
            ("Ixp:Database:LogRetentionDays", "60")
        );
        // 60 days before are the 16th of May: April is over, all of May stays.
        await AddAsync(
            database,
            new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            new(2026, 4, 30, 23, 59, 59, DateTimeKind.Utc),
            new(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc),
            new(2026, 6, 30, 23, 59, 59, DateTimeKind.Utc)
        );

        var changes = await database.Partitions.MaintainAsync(Cancel);

        Assert.Equal(2, changes.Deleted);
        Assert.Equal(["intent_logs_2026_05", "intent_logs_2026_06"], changes.Made.Except(Coming(2026, 7)));
        Assert.Equal(
            ["intent_logs_2026_05 1", "intent_logs_2026_06 1"],
            await database.RowsAsync("SELECT tableoid::regclass::text, count(*) FROM intent_logs GROUP BY 1 ORDER BY 1")
        );

        // From then on they go as all others do.
        time.SetUtcNow(new DateTimeOffset(2026, 8, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(["intent_logs_2026_05"], (await database.Partitions.MaintainAsync(Cancel)).Dropped);
    }

    [Fact]
    public async Task Without_retention_a_time_that_a_clock_made_up_makes_no_month()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres, new FakeTimeProvider(Now));
        await AddAsync(database, new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc), Now.UtcDateTime.AddYears(-9));
        var changes = await database.Partitions.MaintainAsync(Cancel);

        Assert.Equal(["intent_logs_2017_11"], changes.Made.Except(Coming(2026, 11)));
        Assert.Equal(["1"], await database.RowsAsync("SELECT count(*) FROM intent_logs_default"));
    }

    [Fact]
    public async Task Retention_drops_whole_months_that_are_over_and_nothing_else()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 7, 15, 0, 0, 0, TimeSpan.Zero));
        await using var database = await TestDatabase.CreateAsync(
            DatabaseKind.Postgres,
            time,
            ("Ixp:Database:LogRetentionDays", "30")
        );
        await database.Partitions.MaintainAsync(Cancel);
        await database.ExecuteAsync("CREATE TABLE intent_logs_2020_01 (mine int)");
        await AddAsync(
            database,
            new(2026, 7, 20, 0, 0, 0, DateTimeKind.Utc),
            new(2026, 8, 31, 0, 0, 0, DateTimeKind.Utc)
        );

        // The last of August is still 30 days ago or less: July may go, August may not.
        time.SetUtcNow(new DateTimeOffset(2026, 9, 30, 23, 0, 0, TimeSpan.Zero));
        var changes = await database.Partitions.MaintainAsync(Cancel);

        Assert.Equal(["intent_logs_2026_07"], changes.Dropped);
        Assert.Equal(["intent_logs_2026_11", "intent_logs_2026_12"], changes.Made);
        Assert.Equal(
            ["intent_logs_2026_08 1"],
            await database.RowsAsync("SELECT tableoid::regclass::text, count(*) FROM intent_logs GROUP BY 1")
        );
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM intent_logs_2020_01"));

        time.SetUtcNow(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(["intent_logs_2026_08"], (await database.Partitions.MaintainAsync(Cancel)).Dropped);
    }

    [Fact]
    public async Task Months_are_made_and_dropped_under_writers_who_lose_and_repeat_no_row()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 8, 15, 0, 0, 0, TimeSpan.Zero));
        await using var database = await TestDatabase.CreateAsync(
            DatabaseKind.Postgres,
            time,
            ("Ixp:Database:LogRetentionDays", "30")
        );
        await database.Partitions.MaintainAsync(Cancel);
        await AddAsync(database, time.GetUtcNow().UtcDateTime);
        time.SetUtcNow(Now);

        // November is there; the three that come after it are made while they are written to.
        DateTime[] months = [.. Enumerable.Range(0, 4).Select(ahead => Now.UtcDateTime.AddMonths(ahead))];
        var store = database.Services.GetRequiredService<IntentLogStore>();
        using var done = new CancellationTokenSource();
        using var started = new CountdownEvent(Writers);
        var writing = Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync)).ToList();
        await Task.Run(() => started.Wait(Cancel), Cancel);
        var changes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => database.Partitions.MaintainAsync(Cancel)));
        await done.CancelAsync();
        var written = (await Task.WhenAll(writing)).Sum();

        Assert.Equal(
            ["intent_logs_2026_12", "intent_logs_2027_01", "intent_logs_2027_02"],
            changes.SelectMany(change => change.Made).Order()
        );
        Assert.Equal(
            ["intent_logs_2026_08", "intent_logs_2026_09"],
            changes.SelectMany(change => change.Dropped).Order()
        );
        // Every batch has one row of each month.
        Assert.Equal(
            months.Select(month => $"intent_logs_{month:yyyy_MM} {written}"),
            await database.RowsAsync("SELECT tableoid::regclass::text, count(*) FROM intent_logs GROUP BY 1 ORDER BY 1")
        );

        async Task<int> WriteAsync()
        {
            for (var batches = 0; ; )
            {
                var isLast = done.IsCancellationRequested;
                var batch = new IntentLogBatch();
                foreach (var month in months)
                {
                    batch.Add(
                        new IntentLogEntry
                        {
                            Id = Guid.CreateVersion7(),
                            CreatedAt = month,
                            IntentType = "show_weather",
                            Query = "{}"u8,
                            ResponseTimeMs = 1,
                        }
                    );
                }

                Assert.Equal(0, await store.WriteAsync(batch.Rows, mayBeThere: batches % 2 is 1, Cancel));
                if (++batches is 1)
                {
                    started.Signal();
                }

                if (isLast)
                {
                    return batches;
                }
            }
        }
    }

    [Fact]
    public async Task Without_retention_nothing_is_dropped()
    {
        var time = new FakeTimeProvider(Now);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres, time);
        await database.Partitions.MaintainAsync(Cancel);
        time.Advance(TimeSpan.FromDays(3_650));

        Assert.Empty((await database.Partitions.MaintainAsync(Cancel)).Dropped);
    }

    [Fact]
    public async Task On_SQLite_retention_deletes_the_old_rows()
    {
        await using var database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite,
            new FakeTimeProvider(Now),
            ("Ixp:Database:LogRetentionDays", "30")
        );
        await AddAsync(database, Now.UtcDateTime.AddDays(-31), Now.UtcDateTime.AddDays(-29));

        Assert.Equal(1, (await database.Partitions.MaintainAsync(Cancel)).Deleted);
        Assert.Equal(["1"], await database.RowsAsync("SELECT count(*) FROM intent_logs"));
    }

    /// <summary>The names of a month and the three after it, which are made whatever there is.</summary>
    private static IEnumerable<string> Coming(int year, int month) =>
        Enumerable.Range(0, 4).Select(ahead => $"intent_logs_{new DateTime(year, month, 1).AddMonths(ahead):yyyy_MM}");

    private static IntentLog Log(DateTime at, Guid? session = null) =>
        new()
        {
            IntentType = "show_weather",
            Query = "{}",
            CreatedAt = at,
            SessionId = session,
        };

    private static async Task AddAsync(TestDatabase database, params DateTime[] times)
    {
        await using var context = database.Open();
        context.AddRange(times.Select(time => Log(time)));
        await context.SaveChangesAsync(Cancel);
    }
}
