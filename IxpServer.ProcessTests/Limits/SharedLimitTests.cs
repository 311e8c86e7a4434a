using System.Net;
using IxpServer.Api.Caching;
using IxpServer.Tests.Caching;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.Limits;

/// <summary>Limits that two replicas share through a hardened Redis.</summary>
public sealed class SharedLimitTests
{
    private const int Max = 400;

    /// <summary>A fiftieth of the limit is leased at once, and again when half is used: one replica can lose both.</summary>
    private const int Lost = Max / 50 * 3 / 2;

    [Fact]
    public async Task Together_they_admit_the_limit_but_for_what_one_replica_has_leased_in_vain()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await StartAsync(redis);

        var admitted = await SendAsync(replicas.Servers, 2 * Max);

        Assert.InRange(admitted, Max - Lost, Max);
        // What is left over is given to whoever asks where it lies, never more.
        admitted += await SendAsync(replicas.Servers, 2 * Max);
        Assert.InRange(admitted, Max - Lost, Max);
    }

    [Fact]
    public async Task One_replica_admits_the_limit_exactly_and_the_other_what_is_left()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await StartAsync(redis);

        Assert.Equal(Max / 4, await SendAsync([replicas.A], Max / 4));
        Assert.InRange(await SendAsync([replicas.B], 2 * Max), (3 * Max / 4) - Lost, 3 * Max / 4);
        Assert.InRange(await SendAsync([replicas.A], 2 * Max), 0, Lost);
    }

    [Fact]
    public async Task All_keys_of_an_account_are_one_caller_on_all_replicas()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await StartAsync(redis);
        var keys = await replicas.NewKeysAsync(4);
        foreach (var server in replicas.Servers)
        {
            foreach (var key in keys)
            {
                // Known from now on: who can do without an account does not wait long to be known.
                using var known = await server.GetAsync("/api/sessions", ("X-API-Key", key));
                Assert.Equal(HttpStatusCode.OK, known.StatusCode);
            }
        }

        var admitted = await SendAsync(replicas.Servers, 2 * Max, i => ("X-API-Key", keys[i / 2 % keys.Count]));

        Assert.InRange(admitted, Max - Lost, Max);
    }

    [Fact]
    public async Task Without_Redis_each_replica_limits_by_itself_and_tells_when_it_is_back()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var replicas = await StartAsync(redis);
        Assert.Equal(10, await SendAsync([replicas.A], 10));

        await redis.KillAsync();
        Assert.Equal(Max / 2, await SendAsync([replicas.A], Max / 2));
        Assert.Equal(Max, await SendAsync([replicas.B], 2 * Max));

        await redis.StartAgainAsync(TestContext.Current.CancellationToken);
        var link = replicas.A.Services.GetRequiredService<RedisLink>();
        await Eventually.TrueAsync(() => Task.FromResult(link.IsConnected), "connected again");
        Assert.InRange(await SendAsync([replicas.A], 2 * Max), 0, Max - (Max / 2) - 10);
    }

    private static Task<Replicas> StartAsync(IxpServer.Processes.Redis.RedisServer redis) =>
        Replicas.StartAsync(
            redis,
            new Dictionary<string, string?>
            {
                ["Ixp:Limits:Max"] = $"{Max}",
                // No window ends while the test runs.
                ["Ixp:Limits:WindowMs"] = "86400000",
                ["Ixp:Limits:SlowDownAfter"] = "0",
                ["Ixp:Limits:KeyFactor"] = "1",
            }
        );

    /// <summary>Sends requests, 32 at a time, in turn to each server; returns how many were admitted.</summary>
    private static async Task<int> SendAsync(
        IReadOnlyList<IxpTestServer> servers,
        int requests,
        Func<int, (string, string)>? header = null
    )
    {
        var admitted = 0;
        await Parallel.ForAsync(
            0,
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (index, _) =>
            {
                using var response = await servers[index % servers.Count]
                    .GetAsync("/ixp/theme", header is null ? [] : [header(index)]);
                if (response.StatusCode is HttpStatusCode.OK)
                {
                    Interlocked.Increment(ref admitted);
                }
                else
                {
                    Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
                }
            }
        );
        return admitted;
    }
}
