using System.Diagnostics;
using System.Text;
using IxpServer.Api.IntentLogs;
using IxpServer.Benchmarks.Http;
using IxpServer.Data;
using IxpServer.Data.IntentLogs;
using IxpServer.Data.Maintenance;
using IxpServer.Processes.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace IxpServer.Benchmarks.IntentLogs;

/// <summary>
/// Rows per second into PostgreSQL through the writer's queue and batches, against one raw binary COPY of the same rows into
/// the same table, in turns; then the lists and the statistics at a million rows, with their plans.
/// </summary>
internal static class IntentLogBenchmark
{
    private const int Rows = 100_000;
    private const int Rounds = 5;
    private const int ManyRows = 1_000_000;

    private static readonly byte[] Query = """{"city":"Lisbon","units":"metric","days":3}"""u8.ToArray();

    private static readonly byte[] Response = Encoding.UTF8.GetBytes(
        $$"""{"moduleUrl":"/components/weather-card.js","exportName":"WeatherCard","props":{"text":"{{new string('x', 400)}}"} }"""
    );

    /// <returns>0 when the budget holds.</returns>
    internal static async Task<int> RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync(new PostgresOptions { Fsync = true });
        await cluster.CreateDatabaseAsync("ixp");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:ixpdb"] = cluster.ConnectionString("ixp");
        builder.AddIxpDatabase();
        builder
            .Services.AddMetrics()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(
                new IntentLogOptions
                {
                    SpoolDirectory = "",
                    QueueRows = Rows + 1,
                    QueueBytes = long.MaxValue,
                }
            )
            .AddSingleton<IntentLogMetrics>();
        using var host = builder.Build();
        await host.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        await host.Services.GetRequiredService<IntentLogPartitions>().MaintainAsync(CancellationToken.None);
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();

        List<double> raw = [];
        List<double> written = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var (copied, batched) = (await TimeAsync(() => CopyAsync(source)), await TimeAsync(() => WriteAsync(host)));
            await ExecuteAsync(source, "TRUNCATE intent_logs; CHECKPOINT");
            if (round > 0)
            {
                raw.Add(Rows / copied);
                written.Add(Rows / batched);
            }
        }

        var ratio = Figure.Median(written.Zip(raw, (w, r) => w / r));
        Console.WriteLine($"raw COPY {Figure.Median(raw):N0} rows/s, writer {Figure.Median(written):N0} rows/s");
        Console.WriteLine($"ratio {ratio:0.00} x (budget 0.50 x, aim 0.80 x): {(ratio >= 0.5 ? "PASS" : "MISS")}");
        await QueriesAsync(host, source);
        return ratio >= 0.5 ? 0 : 1;
    }

    /// <summary>As a render gives its row and as the writer takes it, but for the requests.</summary>
    private static async Task WriteAsync(IHost host)
    {
        var inbox = new IntentLogInbox(
            host.Services.GetRequiredService<IntentLogOptions>(),
            host.Services.GetRequiredService<IntentLogMetrics>(),
            TimeProvider.System
        );
        var store = host.Services.GetRequiredService<IntentLogStore>();
        var adding = Task.Run(() =>
        {
            for (var i = 0; i < Rows; i++)
            {
                var now = DateTimeOffset.UtcNow;
                _ = inbox.AddAsync(
                    new IntentLogEntry
                    {
                        Id = Guid.CreateVersion7(now),
                        CreatedAt = UtcMicroseconds.Truncate(now.UtcDateTime),
                        IntentType = $"intent {i % 50}",
                        Query = Query,
                        Response = Response,
                        ResponseTimeMs = i % 100,
                    }
                );
            }

            inbox.Complete();
        });
        while (await inbox.TakeAsync() is { } batch)
        {
            await store.WriteAsync(batch.Rows.Rows, mayBeThere: false, CancellationToken.None);
            inbox.Finish(batch, isKept: true);
        }

        await adding;
    }

    private static async Task CopyAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY intent_logs (id, created_at, updated_at, intent_type, query, response, response_time_ms, success) "
                + "FROM STDIN (FORMAT BINARY)"
        );
        for (var i = 0; i < Rows; i++)
        {
            var now = DateTimeOffset.UtcNow;
            await copy.StartRowAsync();
            await copy.WriteAsync(Guid.CreateVersion7(now), NpgsqlDbType.Uuid);
            await copy.WriteAsync(now.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(now.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync($"intent {i % 50}", NpgsqlDbType.Varchar);
            await copy.WriteAsync(Query, NpgsqlDbType.Text);
            await copy.WriteAsync(Response, NpgsqlDbType.Json);
            await copy.WriteAsync(i % 100, NpgsqlDbType.Integer);
            await copy.WriteAsync(true, NpgsqlDbType.Boolean);
        }

        await copy.CompleteAsync();
    }

    private static async Task QueriesAsync(IHost host, NpgsqlDataSource source)
    {
        // The last four hours, of 50 intents; one in fifty a failure.
        await ExecuteAsync(
            source,
            $$"""
            INSERT INTO users (id, name, email, password_hash, updated_at)
                SELECT gen_random_uuid(), 'u', 'u' || i || '@example.com', 'x', now() FROM generate_series(1, 100) i;
            INSERT INTO sessions (id, user_id) SELECT id, id FROM users;
            INSERT INTO intent_logs (created_at, session_id, user_id, intent_type, query, response, response_time_ms, success)
                SELECT now() - i * interval '14.4 ms', u.id, u.id, 'intent ' || i % 50, '{}', '{}', i % 200, i % 50 <> 0
                FROM generate_series(1, {{ManyRows}}) i
                JOIN (SELECT id, row_number() OVER () - 1 AS n FROM users) u ON u.n = i % 100;
            VACUUM ANALYZE intent_logs
            """
        );
        await using var database = host
            .Services.GetRequiredService<IDbContextFactory<IxpDbContext>>()
            .CreateDbContext();
        var user = await database.Users.Select(row => row.Id).FirstAsync();
        var none = new IntentLogFilter(null, null, null, null, null, null);
        var hour = DateTime.UtcNow.AddHours(-1);
        (string Name, IntentLogFilter Filter)[] filters =
        [
            ("all", none),
            ("intent", none with { Intent = "intent 7" }),
            ("session", none with { SessionId = user }),
            ("user", none with { UserId = user }),
            ("failures", none with { Success = false }),
            ("before an hour ago", none with { To = hour }),
        ];
        foreach (var (name, filter) in filters)
        {
            var list = filter
                .Apply(database.IntentLogs.AsNoTracking())
                .OrderByDescending(log => log.CreatedAt)
                .ThenByDescending(log => log.Id)
                .Take(101);
            await list.ToListAsync();
            Console.WriteLine($"list, {name}: {await TimeAsync(() => list.ToListAsync()) * 1_000:0.0} ms");
            Console.WriteLine(await PlanAsync(database, list));
        }

        var logs = new IntentStatistics(host.Services.GetRequiredService<IDbContextFactory<IxpDbContext>>());
        var to = DateTime.UtcNow;
        await CountAsync(none);
        var all = await TimeAsync(() => CountAsync(none));
        var one = await TimeAsync(() => CountAsync(none with { Intent = "intent 7" }));
        Console.WriteLine(
            $"statistics of {ManyRows:N0} rows: {all * 1_000:0} ms; of one intent in 50: {one * 1_000:0} ms"
        );

        Task CountAsync(IntentLogFilter filter) => logs.CountAsync(filter, to.AddDays(-1), to, CancellationToken.None);
    }

    /// <summary>The scans of a plan, of the month that has the rows.</summary>
    private static async Task<string> PlanAsync(IxpDbContext database, IQueryable<object> query)
    {
        await database.Database.OpenConnectionAsync();
        await using var command = query.CreateDbCommand();
#pragma warning disable CA2100 // EF's own text.
        command.CommandText = $"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {command.CommandText}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join(
            '\n',
            lines.Where(line =>
                line.Contains("Scan", StringComparison.Ordinal) && !line.Contains("rows=0", StringComparison.Ordinal)
            )
        );
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Each statement on its own: VACUUM and CHECKPOINT want no transaction.</summary>
    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        foreach (var statement in sql.Split(';'))
        {
            await using var command = source.CreateCommand(statement);
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync();
        }
    }
}
