using IxpServer.Processes;
using IxpServer.Processes.Postgres;
using Xunit;

namespace IxpServer.Tests.Processes;

public sealed class PostgresClusterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public PostgresClusterTests() => Installed.Need("postgres");

    [Fact]
    public async Task What_was_committed_outlasts_a_stop_and_a_kill()
    {
        await using var cluster = await PostgresCluster.StartAsync(cancellation: Cancellation);
        var (port, first) = (cluster.Port, cluster.Process);
        await cluster.CreateDatabaseAsync("kept", cancellation: Cancellation);
        await cluster.SqlAsync("CREATE TABLE t (v text); INSERT INTO t VALUES ('before')", "kept", Cancellation);

        await cluster.KillAsync();
        await Assert.ThrowsAsync<ProcessFailedException>(() => cluster.SqlAsync("SELECT 1", "kept", Cancellation));
        await cluster.StartAgainAsync(Cancellation);
        await cluster.SqlAsync("INSERT INTO t VALUES ('between')", "kept", Cancellation);
        await cluster.StopAsync();
        await cluster.StartAgainAsync(Cancellation);

        Assert.Equal(["before", "between"], await cluster.SqlAsync("SELECT v FROM t", "kept", Cancellation));
        Assert.Equal(port, cluster.Port);
        Assert.False(first!.IsAlive);
    }

    [Fact]
    public async Task Two_run_at_once_and_each_wants_its_own_password()
    {
        var clusters = await Task.WhenAll(
            PostgresCluster.StartAsync(cancellation: Cancellation),
            PostgresCluster.StartAsync(cancellation: Cancellation)
        );
        await using var one = clusters[0];
        await using var other = clusters[1];

        Assert.NotEqual(one.Port, other.Port);
        Assert.Equal(["1"], await one.SqlAsync("SELECT 1", cancellation: Cancellation));
        Assert.Equal(["1"], await other.SqlAsync("SELECT 1", cancellation: Cancellation));
        var refused = await Psql(one.Port, other.Password);
        Assert.Contains("password authentication failed", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_the_settings_that_the_application_expects()
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
        await cluster.DropDatabaseAsync("copy", Cancellation);
        await cluster.DropDatabaseAsync("copy", Cancellation);
    }

    [Fact]
    public async Task One_that_cannot_start_tells_its_last_lines_and_leaves_nothing()
    {
        var failed = await Assert.ThrowsAsync<ProcessFailedException>(() =>
            PostgresCluster.StartAsync(
                new PostgresOptions { Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" } },
                Cancellation
            )
        );

        Assert.StartsWith("PostgreSQL ended with exit code 1:", failed.Message, StringComparison.Ordinal);
        Assert.Contains("no_such_setting", failed.Message, StringComparison.Ordinal);
    }

    private static async Task<string> Psql(int port, string password)
    {
        string[] arguments = ["-h", "127.0.0.1", "-p", $"{port}", "-U", PostgresCluster.User, "-c", "SELECT 1"];
        await using var psql = ChildProcess.Start(
            new ChildStart(Binaries.OfThisMachine.FindPostgres("psql"), arguments)
            {
                Environment = new Dictionary<string, string?> { ["PGPASSWORD"] = password },
            }
        );
        await psql.Exited;
        return string.Join('\n', psql.LastLines);
    }
}
