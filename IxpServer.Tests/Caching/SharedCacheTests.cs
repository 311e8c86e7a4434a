using System.Diagnostics;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>What replicas that share a Redis know of each other's cache.</summary>
public sealed class SharedCacheTests
{
    [Fact]
    public async Task What_one_replica_has_loaded_the_other_need_not()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await Replicas.StartAsync(redis);
        await replicas.SharingAsync();

        var loads = replicas.Provider.Requests;
        Assert.Equal(loads + 1, await Replicas.RenderAsync(replicas.A));
        Assert.Equal(loads + 1, await Replicas.RenderAsync(replicas.B));

        Assert.Equal(loads + 1, replicas.Provider.Requests);
        var totals = (await Replicas.DescribeAsync(replicas.B)).GetProperty("totals");
        Assert.True(totals.GetProperty("redisHits").GetInt64() > 0);
    }

    [Theory]
    [InlineData("tag=data")]
    [InlineData("tag=intent%3Athings")]
    [InlineData("pattern=data%3Athings%3A*")]
    [InlineData("pattern=*things*")]
    [InlineData("all=true")]
    public async Task What_is_removed_on_one_replica_is_gone_on_the_other(string query)
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await Replicas.StartAsync(redis);
        await replicas.SharingAsync();
        var first = await Replicas.RenderAsync(replicas.A);
        Assert.Equal(first, await Replicas.RenderAsync(replicas.B));

        await Replicas.RemoveAsync(replicas.A, query);

        await Eventually.TrueAsync(async () => await Replicas.RenderAsync(replicas.B) > first, "loaded again");
        Assert.True(await Replicas.RenderAsync(replicas.A) > first);
    }

    [Fact]
    public async Task A_pattern_leaves_alone_what_it_does_not_match()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await Replicas.StartAsync(redis);
        await replicas.SharingAsync();
        var first = await Replicas.RenderAsync(replicas.A);

        await Replicas.RemoveAsync(replicas.A, "pattern=data%3Aother%3A*");
        await Replicas.RemoveAsync(replicas.A, "pattern=data%3A%5Bt%5Dhings%3A*");

        Assert.Equal(first, await Replicas.RenderAsync(replicas.A));
        Assert.Equal(first, await Replicas.RenderAsync(replicas.B));
    }

    [Fact]
    public async Task A_removal_reaches_the_other_replica_in_under_100_ms_at_the_median()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await Replicas.StartAsync(redis);
        await replicas.SharingAsync();
        var times = new List<TimeSpan>();
        for (var round = 0; round < 15; round++)
        {
            var before = await Replicas.RenderAsync(replicas.B);
            var started = Stopwatch.GetTimestamp();
            await Replicas.RemoveAsync(replicas.A, "tag=data");
            await Eventually.TrueAsync(async () => await Replicas.RenderAsync(replicas.B) > before, "removed");
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        Assert.InRange(times.Order().ElementAt(times.Count / 2), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_thousand_requests_at_once_are_one_load_on_each_replica_at_most()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await Replicas.StartAsync(redis);
        await replicas.SharingAsync();

        var before = replicas.Provider.Requests;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 1_000).Select(index => Replicas.RenderAsync(replicas.Servers[index % 2]))
        );

        Assert.InRange(replicas.Provider.Requests, before + 1, before + 2);
        Assert.All(answers, answer => Assert.InRange(answer, before + 1, before + 2));
    }
}
