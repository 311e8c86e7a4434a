using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Tests.Logs;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Data;

/// <summary>A database that answers and does not work is told as what it is.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData("VACUUM; PRAGMA max_page_count=1", "PRAGMA max_page_count=1000000", "has no room left (SQLITE_FULL)")]
    [InlineData("PRAGMA query_only=ON", "PRAGMA query_only=OFF", "cannot be written to (SQLITE_READONLY)")]
    public async Task SQLite_that_takes_no_writes_degrades_until_it_does(string refuse, string allow, string reason)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await OnProbeAsync(database, refuse);
        Assert.Equal((HealthStatus.Degraded, reason), await CheckAsync(database));

        await OnProbeAsync(database, allow);
        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync(database));

        // However often it is tried, nothing is left and nothing grows.
        var pages = await database.RowsAsync("PRAGMA page_count");
        for (var i = 0; i < 20; i++)
        {
            await CheckAsync(database);
        }

        Assert.Equal(pages, await database.RowsAsync("PRAGMA page_count"));
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM health_checks"));
    }

    [Fact]
    public async Task SQLite_that_somebody_locks_is_told_as_locked()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var other = database.Open();
        await using (await other.Database.BeginTransactionAsync(TestDatabase.Cancel))
        {
            Assert.Equal(
                (HealthStatus.Degraded, "is locked by somebody else (SQLITE_BUSY)"),
                await CheckAsync(database)
            );
        }

        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync(database));
    }

    [Theory]
    [InlineData(0, "is damaged, or no database (SQLITE_NOTADB)")]
    [InlineData(4096, "is damaged (SQLITE_CORRUPT)")]
    public async Task SQLite_whose_file_is_damaged_is_told_as_damaged(int from, string reason)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync(database));

        await database.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        var connection = database.Services.GetRequiredService<DatabaseConnection>();
        foreach (var text in new[] { connection.ConnectionString, connection.Probing() })
        {
            await using var pooled = new SqliteConnection(text);
            SqliteConnection.ClearPool(pooled);
        }

        var bytes = await File.ReadAllBytesAsync(connection.File!, TestDatabase.Cancel);
        bytes.AsSpan(from).Fill(0xff);
        await File.WriteAllBytesAsync(connection.File!, bytes, TestDatabase.Cancel);
        Assert.Equal((HealthStatus.Degraded, reason), await CheckAsync(database));
    }

    [Fact]
    public async Task PostgreSQL_that_is_read_only_degrades()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await SetReadOnlyAsync("on");
        Assert.Equal(
            (HealthStatus.Degraded, "takes no writes: default_transaction_read_only is on"),
            await CheckAsync(database)
        );

        async Task SetReadOnlyAsync(string value)
        {
            var name = (await database.RowsAsync("SELECT current_database()"))[0];
            await database.ExecuteAsync($"ALTER DATABASE {name} SET default_transaction_read_only = {value}");
            database.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        }
    }

    [Theory]
    [InlineData("53100", "has no room left (53100)", false)]
    [InlineData("25006", "takes no writes (25006)", false)]
    [InlineData("28P01", "does not let the server in (28P01)", false)]
    [InlineData("3D000", "does not let the server in (3D000)", false)]
    [InlineData("57P03", null, true)]
    [InlineData("53300", null, true)]
    [InlineData("42P01", null, false)]
    [InlineData("23505", null, false)]
    public void What_PostgreSQL_says_is_an_outage_or_a_bug(string state, string? refusal, bool isAway)
    {
        var fault = new DbUpdateException("-", new PostgresException("-", "ERROR", "ERROR", state));
        Assert.Equal(refusal, DatabaseFaults.Refusal(fault));
        Assert.Equal(isAway, DatabaseFaults.IsAway(fault));
    }

    [Fact]
    public async Task An_outage_is_one_line_at_its_beginning_and_one_at_its_end()
    {
        var time = new FakeTimeProvider();
        using var log = new AnyLevel();
        using var loggers = new LoggerFactory([log]);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var outage = new DatabaseOutage(
            database.Services.GetRequiredService<DatabaseConnection>(),
            time,
            loggers.CreateLogger<DatabaseOutage>()
        );
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(outage.Report(new NpgsqlException("-", new TimeoutException())));
        }

        Assert.False(outage.Report(new InvalidOperationException()));
        Assert.True(outage.Report(new SqliteException("-", 13)));
        Assert.Equal("has no room left (SQLITE_FULL)", outage.Refusal);

        // A check that is well between two failures ends nothing.
        time.Advance(TimeSpan.FromSeconds(4));
        outage.End();
        Assert.True(outage.Report(new SqliteException("-", 13)));
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(outage.Refusal);
        outage.End();
        outage.End();

        var lines = log.Lines.Select(line => line.Message).ToList();
        Assert.Equal(3, lines.Count);
        Assert.Contains("does not answer", lines[0]);
        Assert.Contains("has no room left", lines[1]);
        Assert.Contains("is well again: 1002 requests had failed within 4.0 s", lines[2]);
    }

    /// <summary>Sets up the connection that the next check takes from its pool.</summary>
    private static async Task OnProbeAsync(TestDatabase database, string sql)
    {
        var connection = database.Services.GetRequiredService<DatabaseConnection>();
        await using var session = new SqliteConnection(connection.Probing());
        await session.OpenAsync(TestDatabase.Cancel);
        await using var command = session.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestDatabase.Cancel);
    }

    /// <summary>What the check says, without the database's name.</summary>
    private static async Task<(HealthStatus Status, string? Reason)> CheckAsync(TestDatabase database)
    {
        var check = ActivatorUtilities.GetServiceOrCreateInstance<DatabaseHealthCheck>(database.Services);
        var context = new HealthCheckContext
        {
            Registration = new("database", check, HealthStatus.Unhealthy, tags: null),
        };
        var result = await check.CheckHealthAsync(context, TestDatabase.Cancel);
        var name = $"{database.Services.GetRequiredService<DatabaseConnection>()}";
        return (result.Status, result.Description?.Replace(name, "", StringComparison.Ordinal).Trim());
    }
}
