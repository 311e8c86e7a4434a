using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>What replicas that share a Redis know of each other's cache.</summary>
public sealed class SharedCacheTests(SharedCacheFixture fixture) : IClassFixture<SharedCacheFixture>
{
    private Replicas Replicas => fixture.Replicas;

    [Fact]
    public async Task What_one_replica_has_loaded_the_other_need_not()
    {
        var loads = Replicas.Provider.Requests;
        Assert.Equal(loads + 1, await Replicas.RenderAsync(Replicas.A, "shared"));
        Assert.Equal(loads + 1, await Replicas.RenderAsync(Replicas.B, "shared"));

        Assert.Equal(loads + 1, Replicas.Provider.Requests);
        var totals = (await Replicas.DescribeAsync(Replicas.B)).GetProperty("totals");
        Assert.True(totals.GetProperty("redisHits").GetInt64() > 0);
    }

    [Fact]
    public async Task A_value_in_Redis_that_cannot_be_read_is_loaded_anew()
    {
        var key = await Replicas.KeyOfAsync("unreadable");
        var redis = Replicas.A.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var isNew = await redis.HashSetAsync($"ixp:1:{key}", "data", """{"Value":{"Answer":17}}""");
        Assert.False(isNew);

        var loads = Replicas.Provider.Requests;
        Assert.Equal(loads + 1, await Replicas.RenderAsync(Replicas.B, "unreadable"));
    }

    [Fact]
    public async Task A_value_that_Redis_has_too_stays_in_memory_for_five_minutes_at_most()
    {
        var hour = TimeSpan.FromHours(1);
        Assert.Equal(TimeSpan.FromMinutes(5), await Replicas.A.InMemoryAsync(hour));
        Assert.Equal(TimeSpan.FromMinutes(1), await Replicas.A.InMemoryAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(hour, await Replicas.A.InMemoryAsync(hour, isMemoryOnly: true));
    }

    [Theory]
    [InlineData("tag=data")]
    [InlineData("tag=intent%3Athings")]
    [InlineData("pattern=data%3Athings%3A*")]
    [InlineData("pattern=*things*")]
    [InlineData("all=true")]
    public async Task What_is_removed_on_one_replica_is_gone_on_the_other(string query)
    {
        var first = await SettledAsync();

        await Replicas.RemoveAsync(Replicas.A, query);

        await Eventually.TrueAsync(async () => await Replicas.RenderAsync(Replicas.B) > first, "loaded again");
        Assert.True(await Replicas.RenderAsync(Replicas.A) > first);
    }

    [Fact]
    public async Task A_pattern_leaves_alone_what_it_does_not_match()
    {
        var first = await SettledAsync();

        await Replicas.RemoveAsync(Replicas.A, "pattern=data%3Aother%3A*");
        await Replicas.RemoveAsync(Replicas.A, "pattern=data%3A%5Bt%5Dhings%3A*");

        Assert.Equal(first, await Replicas.RenderAsync(Replicas.A));
        Assert.Equal(first, await Replicas.RenderAsync(Replicas.B));
    }

    [Theory]
    [InlineData("tag=data")]
    [InlineData("pattern=data%3Athings%3A*")]
    [InlineData("key={key}")]
    public async Task A_removal_reaches_the_other_replica_in_under_100_ms_at_the_median(string query)
    {
        var id = query;
        query = query.Replace("{key}", Uri.EscapeDataString(await Replicas.KeyOfAsync(id)), StringComparison.Ordinal);
        var times = new List<TimeSpan>();
        for (var round = 0; round < 15; round++)
        {
            var before = await Replicas.RenderAsync(Replicas.B, id);
            await Replicas.RemoveAsync(Replicas.A, query);
            times.Add(
                await Eventually.TrueAsync(async () => await Replicas.RenderAsync(Replicas.B, id) > before, "removed")
            );
        }

        Assert.InRange(times.Order().ElementAt(times.Count / 2), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_thousand_requests_at_once_are_one_load()
    {
        var before = Replicas.Provider.Requests;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 1_000).Select(_ => Replicas.RenderAsync(Replicas.A, "stampede-on-one"))
        );

        Assert.Equal(before + 1, Replicas.Provider.Requests);
        Assert.All(answers, answer => Assert.Equal(before + 1, answer));
    }

    [Fact]
    public async Task A_thousand_requests_at_once_are_one_load_on_each_replica_at_most()
    {
        var before = Replicas.Provider.Requests;
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 1_000)
                .Select(index => Replicas.RenderAsync(Replicas.Servers[index % 2], "stampede-on-both"))
        );

        Assert.InRange(Replicas.Provider.Requests, before + 1, before + 2);
        Assert.All(answers, answer => Assert.InRange(answer, before + 1, before + 2));
    }

    /// <summary>What both replicas answer: after an earlier test's removal each may still load once.</summary>
    private async Task<int> SettledAsync()
    {
        var answer = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                answer = await Replicas.RenderAsync(Replicas.A);
                return answer == await Replicas.RenderAsync(Replicas.B);
            },
            "the same on both"
        );
        return answer;
    }
}
