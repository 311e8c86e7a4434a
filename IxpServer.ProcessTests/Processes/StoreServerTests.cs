using IxpServer.Processes;
using IxpServer.Processes.Postgres;
using IxpServer.Processes.Redis;
using Xunit;

namespace IxpServer.Tests.Processes;

/// <summary>The servers that tests and the AppHost start; that they run, stop and outlast a kill, all other tests show.</summary>
public sealed class StoreServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSQL_has_the_settings_that_the_application_expects()
    {
        await using var cluster = await PostgresCluster.StartAsync(
            new PostgresOptions { Settings = new Dictionary<string, string> { ["max_connections"] = "17" } },
            Cancellation
        );
        await cluster.CreateDatabaseAsync("a \"template\"", cancellation: Cancellation);
        await cluster.SqlAsync("CREATE EXTENSION pg_stat_statements", "a \"template\"", Cancellation);
        await cluster.CreateDatabaseAsync("copy", "a \"template\"", Cancellation);

        var settings = await cluster.SqlAsync(
            """
            SHOW listen_addresses; SHOW unix_socket_directories; SHOW password_encryption; SHOW server_encoding;
            SHOW lc_ctype; SHOW fsync; SHOW max_connections; SELECT count(*) > 0 FROM pg_stat_statements;
            """,
            "copy",
            Cancellation
        );
        Assert.Equal(["127.0.0.1", "", "scram-sha-256", "UTF8", "C.UTF-8", "off", "17", "t"], settings);
    }

    [Fact]
    public async Task One_that_cannot_start_tells_its_last_lines()
    {
        var postgres = await Assert.ThrowsAsync<ProcessFailedException>(() =>
            PostgresCluster.StartAsync(
                new PostgresOptions { Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" } },
                Cancellation
            )
        );
        var redis = await Assert.ThrowsAsync<ProcessFailedException>(() =>
            RedisServer.StartAsync(new RedisOptions { Settings = ["no-such-directive 1"] }, Cancellation)
        );

        Assert.StartsWith("PostgreSQL ended with exit code 1:", postgres.Message, StringComparison.Ordinal);
        Assert.Contains("no_such_setting", postgres.Message, StringComparison.Ordinal);
        Assert.StartsWith("Redis ended with exit code 1:", redis.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-directive", redis.Message, StringComparison.Ordinal);
    }
}
