using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>Redis goes away and comes back.</summary>
[Collection(nameof(Alone))]
public sealed class RedisAwayTests
{
    /// <summary>Within this time after Redis is back, a value that was removed meanwhile is gone everywhere.</summary>
    private static readonly TimeSpan CaughtUp = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task No_request_fails_while_it_is_away_and_what_was_removed_meanwhile_is_gone_when_it_is_back()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await Replicas.StartAsync(redis);
        await replicas.SharingAsync();
        var first = await Replicas.RenderAsync(replicas.A);
        Assert.Equal(first, await Replicas.RenderAsync(replicas.B));

        await using (var load = new RenderLoad(replicas))
        {
            await load.MoreAsync(100);
            await redis.KillAsync();
            await load.MoreAsync(100);
            Assert.Equal(first, await Replicas.RenderAsync(replicas.B));
            Assert.Equal("degraded", await ReadyAsync(replicas.A));
            await replicas.RemoveAsync(replicas.A, "pattern=data%3Athings%3A*");
            Assert.True(await Replicas.RenderAsync(replicas.A) > first);

            await redis.StartAgainAsync(TestContext.Current.CancellationToken);
            Assert.InRange(
                await Eventually.TrueAsync(async () => await Replicas.RenderAsync(replicas.B) > first, "caught up"),
                TimeSpan.Zero,
                CaughtUp
            );
            await replicas.SharingAsync();
            await load.MoreAsync(100);
        }

        Assert.True(await Replicas.RenderAsync(replicas.A) > first);
        Assert.True(await Replicas.RenderAsync(replicas.B) > first);
        Assert.Equal("healthy", await ReadyAsync(replicas.A));
    }

    [Fact]
    public async Task What_was_removed_while_only_messages_did_not_arrive_is_gone_when_they_do()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var proxy = RedisProxy.Start(redis.Port);
        await using var replicas = await Replicas.StartAsync(
            redis,
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:cache"] = redis.ConnectionString.Replace(
                    $":{redis.Port}",
                    $":{proxy.Port}",
                    StringComparison.Ordinal
                ),
            }
        );
        await replicas.SharingAsync();
        await Eventually.TrueAsync(() => Task.FromResult(proxy.Listening == 2), "both listen");
        var key = await replicas.KeyOfAsync("1");

        foreach (
            var query in new[]
            {
                $"key={Uri.EscapeDataString(key)}",
                $"pattern={Uri.EscapeDataString(key[..^1])}*",
                "tag=intent%3Athings",
            }
        )
        {
            var first = await Replicas.RenderAsync(replicas.A);
            await Eventually.TrueAsync(async () => await Replicas.RenderAsync(replicas.B) == first, "both know it");

            proxy.RefuseListeners();
            await replicas.RemoveAsync(replicas.A, query);
            var second = await Replicas.RenderAsync(replicas.A);
            Assert.True(second > first, query);
            Assert.Equal(first, await Replicas.RenderAsync(replicas.B));

            proxy.LetListenersIn();
            await Eventually.TrueAsync(
                async () => await Replicas.RenderAsync(replicas.B) == second,
                $"heard of {query}"
            );
            await Eventually.TrueAsync(() => Task.FromResult(proxy.Listening == 2), "both listen again");
        }
    }

    [Fact]
    public async Task A_session_that_was_updated_while_it_is_away_is_read_anew_within_its_time()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await Replicas.StartAsync(
            redis,
            new Dictionary<string, string?> { ["Ixp:Cache:SessionTtl"] = "1" }
        );
        await replicas.SharingAsync();
        var session = await SharedSession.CreateAsync(replicas.A, "1");
        Assert.Equal(("1", "\"1\""), await session.ReadAsync(replicas.B));

        await redis.KillAsync();
        await session.UpdateAsync(replicas.A, "2", "\"1\"");

        Assert.Equal(("2", "\"2\""), await session.ReadAsync(replicas.A));
        await Eventually.TrueAsync(async () => await session.ReadAsync(replicas.B) == ("2", "\"2\""), "read anew");
    }

    [Fact]
    public async Task A_server_starts_without_it_and_uses_it_when_it_comes()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await redis.StopAsync();
        await using var replicas = await Replicas.StartAsync(redis);

        Assert.Equal(1, await Replicas.RenderAsync(replicas.A));

        await redis.StartAgainAsync(TestContext.Current.CancellationToken);
        await replicas.SharingAsync();
    }

    private static async Task<string?> ReadyAsync(IxpTestServer server)
    {
        await server.DatabaseReadyAsync();
        return (await server.GetJsonAsync("/ready")).GetProperty("status").GetString();
    }
}
