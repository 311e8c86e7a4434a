using System.Net.Sockets;
using IxpServer.Processes;
using IxpServer.Processes.Redis;
using Xunit;

namespace IxpServer.Tests.Processes;

public sealed class RedisServerTests : IDisposable
{
    private readonly string _configuration = Path.GetTempFileName();

    public RedisServerTests() => Installed.Need("redis-server");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_configuration);

    [Fact]
    public async Task It_wants_its_password()
    {
        await using var redis = await RedisServer.StartAsync(cancellation: Cancellation);

        Assert.StartsWith("-NOAUTH", Assert.Single(await AskAsync(redis.Port, "PING")), StringComparison.Ordinal);
        Assert.Equal(["+OK", "+PONG"], await AskAsync(redis.Port, $"AUTH {redis.Password}", "PING"));
        Assert.Equal($"127.0.0.1:{redis.Port},password={redis.Password}", redis.ConnectionString);
    }

    [Fact]
    public async Task It_runs_under_a_hardened_configuration_and_keeps_its_data_through_a_kill()
    {
        await File.WriteAllTextAsync(
            _configuration,
            """
            bind 0.0.0.0
            port 6379
            requirepass another-password
            daemonize yes
            dir /no/such/directory
            pidfile /no/such/directory/redis.pid
            appendonly yes
            appendfsync always
            maxmemory 16mb
            maxmemory-policy allkeys-lru
            rename-command FLUSHALL ""
            rename-command EVAL ""
            """,
            Cancellation
        );
        await using var redis = await RedisServer.StartAsync(
            new RedisOptions { ConfigurationFile = _configuration, Settings = ["rename-command CONFIG \"\""] },
            Cancellation
        );
        var password = $"AUTH {redis.Password}";

        var answers = await AskAsync(redis.Port, password, "SET kept yes", "FLUSHALL", "EVAL x 0", "CONFIG GET dir");
        await redis.KillAsync();
        await redis.StartAgainAsync(Cancellation);
        var after = await AskAsync(redis.Port, password, "EXISTS kept");

        Assert.Equal(["+OK", "+OK"], answers[..2]);
        Assert.All(answers[2..], answer => Assert.StartsWith("-ERR unknown command", answer, StringComparison.Ordinal));
        Assert.Equal(["+OK", ":1"], after);
    }

    [Fact]
    public async Task A_wrong_configuration_is_told()
    {
        var failed = await Assert.ThrowsAsync<ProcessFailedException>(() =>
            RedisServer.StartAsync(new RedisOptions { Settings = ["no-such-directive 1"] }, Cancellation)
        );

        Assert.StartsWith("Redis ended with exit code 1:", failed.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-directive", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>Sends commands one by one; each has an answer of one line.</summary>
    private static async Task<string[]> AskAsync(int port, params string[] commands)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Cancellation);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        var answers = new List<string>();
        foreach (var command in commands)
        {
            await writer.WriteLineAsync(command.AsMemory(), Cancellation);
            answers.Add(await reader.ReadLineAsync(Cancellation) ?? "");
        }

        return [.. answers];
    }
}
