using System.Net;
using IxpServer.Processes.Redis;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>Redis that is there and refuses what the cache needs.</summary>
public sealed class RedisRefusesTests
{
    [Fact]
    public async Task Health_names_the_reason_renders_go_on_and_all_is_well_by_itself_afterwards()
    {
        await using var redis = await RedisServer.StartAsync(cancellation: TestContext.Current.CancellationToken);
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:cache"] = redis.ConnectionString,
                ["Ixp:Limits:Enabled"] = "true",
            }
        );
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        var commands = admin.GetServer(admin.GetEndPoints()[0]);
        await CacheIsAsync("healthy", "");

        foreach (
            var (refuse, allow, reason) in new[]
            {
                ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0", "has no memory left for writes (OOM"),
                ("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE", "is a replica, which takes no writes (READONLY)"),
                ("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0", "(NOREPLICAS)"),
                ("ACL SETUSER default -@write", "ACL SETUSER default +@all", "(NOPERM)"),
            }
        )
        {
            await SendAsync(refuse);
            await CacheIsAsync("degraded", reason);
            using (var render = await server.RenderAsync("show_weather", """{"city":"Lisbon"}"""))
            {
                Assert.Equal(HttpStatusCode.OK, render.StatusCode);
            }

            await SendAsync(allow);
            await CacheIsAsync("healthy", "");
        }

        Task SendAsync(string command)
        {
            var words = command.Split(' ');
            return commands.ExecuteAsync(words[0], [.. words.Skip(1)]);
        }

        Task CacheIsAsync(string status, string reason) => RedisRefusesTests.CacheIsAsync(server, status, reason);
    }

    [Fact]
    public async Task A_password_that_is_changed_meanwhile_is_named_by_health_and_log()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartAsync(cancellation: cancel);
        using var log = new AnyLevel();
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?> { ["ConnectionStrings:cache"] = redis.ConnectionString },
            services =>
                services
                    .AddSingleton<ILoggerProvider>(log)
                    .Configure<HealthCheckPublisherOptions>(options =>
                        options.Delay = options.Period = TimeSpan.FromSeconds(1)
                    )
        );
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        var commands = admin.GetServer(admin.GetEndPoints()[0]);
        await CacheIsAsync(server, "healthy", "");

        // Who has signed in stays so; each new connection must know the new one.
        await commands.ConfigSetAsync("requirepass", "rotated");
        await CacheIsAsync(server, "healthy", "");
        await commands.ExecuteAsync("CLIENT", "KILL", "TYPE", "PUBSUB");
        await commands.ExecuteAsync("CLIENT", "KILL", "TYPE", "NORMAL", "SKIPME", "YES");
        await CacheIsAsync(server, "degraded", "Redis refuses the password (WRONGPASS: see REDIS_PASSWORD)");
        using (var render = await server.RenderAsync("show_weather", """{"city":"Lisbon"}"""))
        {
            Assert.Equal(HttpStatusCode.OK, render.StatusCode);
        }

        await Eventually.TrueAsync(
            () => Task.FromResult(Warnings().Any(line => line.Contains("refuses the password (WRONGPASS"))),
            "the log names it"
        );

        // It starts again with the password of its file.
        await redis.KillAsync();
        await CacheIsAsync(server, "degraded", "Redis cannot be reached");
        await redis.StartAgainAsync(cancel);
        await CacheIsAsync(server, "healthy", "");
        Assert.DoesNotContain(log.Lines, line => line.Message.Contains(redis.Password));

        IEnumerable<string> Warnings() =>
            log.Lines.Where(line => line.Level is LogLevel.Warning).Select(line => line.Message);
    }

    private static Task<TimeSpan> CacheIsAsync(IxpTestServer server, string status, string reason) =>
        Eventually.TrueAsync(
            async () =>
            {
                using var ready = await server.GetAsync("/ready");
                var check = (await ready.JsonAsync()).GetProperty("checks").GetProperty("cache");
                return ready.StatusCode is HttpStatusCode.OK
                    && check.GetProperty("status").GetString() == status
                    && (
                        reason.Length is 0
                        || check.GetProperty("message").GetString()!.Contains(reason, StringComparison.Ordinal)
                    );
            },
            $"the cache is {status} {reason}"
        );
}
