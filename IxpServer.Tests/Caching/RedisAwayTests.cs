using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>Redis goes away and comes back.</summary>
public sealed class RedisAwayTests
{
    [Fact]
    public async Task No_request_fails_while_it_is_away_and_what_was_removed_meanwhile_is_gone_when_it_is_back()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await Replicas.StartAsync(redis);
        await replicas.SharingAsync();
        var first = await Replicas.RenderAsync(replicas.A);
        Assert.Equal(first, await Replicas.RenderAsync(replicas.B));

        await redis.KillAsync();
        Assert.Equal(first, await Replicas.RenderAsync(replicas.B));
        Assert.Equal("degraded", await ReadyAsync(replicas.A));
        Assert.Equal(first + 1, await Replicas.RenderAsync(replicas.A, "new"));
        await replicas.RemoveAsync(replicas.A, "pattern=data%3Athings%3A*");
        Assert.Equal(first + 2, await Replicas.RenderAsync(replicas.A));

        await redis.StartAgainAsync(TestContext.Current.CancellationToken);
        await replicas.SharingAsync();
        await Eventually.TrueAsync(async () => await Replicas.RenderAsync(replicas.B) > first, "caught up");
        Assert.Equal("healthy", await ReadyAsync(replicas.A));
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
