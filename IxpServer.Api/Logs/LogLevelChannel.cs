using IxpServer.Api.Caching;
using StackExchange.Redis;

namespace IxpServer.Api.Logs;

/// <summary>Tells the other replicas of levels over the cache's Redis. Without one, or while it is away, nobody is told.</summary>
internal sealed class LogLevelChannel(RedisLink? redis = null)
{
    private static readonly RedisChannel Channel = RedisChannel.Literal($"{CacheServices.Prefix}log-levels");

    /// <summary>Tells them.</summary>
    internal async Task PublishAsync(LogLevelChange change)
    {
        try
        {
            if (redis is { IsConnected: true })
            {
                await (await redis.ConnectionAsync()).GetSubscriber().PublishAsync(Channel, change.ToJson());
            }
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            // The answer says which replica has the level; the others can be asked one by one.
        }
    }

    /// <summary>Listens to them.</summary>
    internal Task SubscribeAsync(Action<LogLevelChange> received) =>
        redis is null
            ? Task.CompletedTask
            : redis.SubscribeAsync(
                Channel,
                message =>
                {
                    if (LogLevelChange.Parse(message.ToString()) is { } change)
                    {
                        received(change);
                    }

                    return Task.CompletedTask;
                },
                _ => Task.CompletedTask
            );
}

/// <summary>Follows what the other replicas tell.</summary>
internal sealed class LogLevelFollower(LogLevelChannel channel, LogLevelService levels) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => channel.SubscribeAsync(levels.Apply);
}
