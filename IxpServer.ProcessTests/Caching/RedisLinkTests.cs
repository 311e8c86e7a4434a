using IxpServer.Api.Caching;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>The connection to Redis by itself.</summary>
public sealed class RedisLinkTests
{
    [Fact]
    public async Task A_connection_that_could_not_be_made_is_tried_anew()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var tries = 0;
        var link = new RedisLink(
            () =>
                ++tries is 1
                    ? Task.FromException<IConnectionMultiplexer>(new TimeoutException())
                    : Task.FromResult<IConnectionMultiplexer>(connection),
            NullLogger<RedisLink>.Instance
        );

        await Assert.ThrowsAsync<TimeoutException>(link.ConnectionAsync);
        Assert.False(link.IsConnected);
        Assert.Same(connection, await link.ConnectionAsync());
        Assert.True(link.IsConnected);
        Assert.Same(connection, await link.ConnectionAsync());
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task A_listener_that_finds_Redis_late_is_called_again_although_the_connection_stays()
    {
        await using var redis = await HardenedRedis.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var link = new RedisLink(
            () => Task.FromResult<IConnectionMultiplexer>(connection),
            NullLogger<RedisLink>.Instance
        );
        var calls = 0;

        await link.SubscribeAsync(
            RedisChannel.Literal("test"),
            _ => Task.CompletedTask,
            _ => Interlocked.Increment(ref calls) is 1 ? throw new TimeoutException() : Task.CompletedTask
        );

        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref calls) is 2), "called again");
    }

    [Fact]
    public async Task A_listener_that_fails_when_the_connection_is_back_is_called_again_the_next_time()
    {
        await using var redis = await HardenedRedis.StartAsync();
        var address = ConfigurationOptions.Parse(redis.ConnectionString);
        // So that this connection may cut the other.
        address.AllowAdmin = true;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        await using var listening = await ConnectionMultiplexer.ConnectAsync(address);
        var link = new RedisLink(
            () => Task.FromResult<IConnectionMultiplexer>(listening),
            NullLogger<RedisLink>.Instance
        );
        var calls = 0;
        await link.SubscribeAsync(
            RedisChannel.Literal("test"),
            _ => Task.CompletedTask,
            _ => Interlocked.Increment(ref calls) > 1 ? throw new OperationCanceledException() : Task.CompletedTask
        );

        for (var cut = 0; cut < 2; cut++)
        {
            var before = Volatile.Read(ref calls);
            foreach (var client in await Server().ClientListAsync())
            {
                if (client.ClientType is ClientType.PubSub && client.SubscriptionCount > 0)
                {
                    await Server().ClientKillAsync(client.Id);
                }
            }

            await Eventually.TrueAsync(
                () => Task.FromResult(Volatile.Read(ref calls) > before),
                "the listener is called again"
            );
        }

        IServer Server() => connection.GetServers().Single();
    }
}
