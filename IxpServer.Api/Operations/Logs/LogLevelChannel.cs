using IxpServer.Api.Caching;
using StackExchange.Redis;

namespace IxpServer.Api.Operations.Logs;

/// <summary>
/// Shares levels with the other replicas over the cache's Redis: running ones are told, those that start later or were cut
/// off read what was decided. Without Redis nobody is told; what was decided while it is away is shared when it is back.
/// </summary>
internal sealed class LogLevelChannel(RedisLink? redis = null)
{
    /// <summary>How long a decision is kept for replicas to come, from the last one.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const string Name = $"{CacheServices.Prefix}log-levels";

    private static readonly RedisChannel Channel = RedisChannel.Literal(Name);

    /// <summary>Keeps the change and tells the others.</summary>
    internal async Task PublishAsync(LogLevelChange change)
    {
        try
        {
            if (redis is { IsConnected: true })
            {
                await ShareAsync(await redis.ConnectionAsync(), change);
            }
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            // The answer says which replica has the level; the others get it when Redis is back.
        }
    }

    /// <summary>Follows the others.</summary>
    /// <param name="received">Gets what they have decided, old and new.</param>
    /// <param name="decided">What has been decided as far as this replica knows.</param>
    internal Task SubscribeAsync(Action<LogLevelChange> received, Func<IReadOnlyList<LogLevelChange>> decided) =>
        redis is null
            ? Task.CompletedTask
            : redis.SubscribeAsync(
                Channel,
                message =>
                {
                    Receive(message, received);
                    return Task.CompletedTask;
                },
                _ => CatchUpAsync(redis, received, decided)
            );

    private static async Task CatchUpAsync(
        RedisLink redis,
        Action<LogLevelChange> received,
        Func<IReadOnlyList<LogLevelChange>> decided
    )
    {
        var connection = await redis.ConnectionAsync();
        var kept = new Dictionary<string, DateTimeOffset>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in await connection.GetDatabase().HashGetAllAsync(Name))
        {
            if (Receive(entry.Value, received) is { } change)
            {
                kept[change.Category] = change.ChangedAt;
            }
        }

        // What was decided here in the meantime nobody has heard of.
        foreach (var change in decided().Where(one => kept.GetValueOrDefault(one.Category) < one.ChangedAt))
        {
            await ShareAsync(connection, change);
        }
    }

    private static async Task ShareAsync(IConnectionMultiplexer connection, LogLevelChange change)
    {
        var (database, json) = (connection.GetDatabase(), change.ToJson());
        await database.HashSetAsync(Name, change.Category, json);
        await database.KeyExpireAsync(Name, Kept);
        await connection.GetSubscriber().PublishAsync(Channel, json);
    }

    private static LogLevelChange? Receive(RedisValue json, Action<LogLevelChange> received)
    {
        var change = LogLevelChange.Parse(json.ToString());
        if (change is not null)
        {
            received(change);
        }

        return change;
    }
}

/// <summary>Follows what the other replicas decide.</summary>
internal sealed class LogLevelFollower(LogLevelChannel channel, LogLevelService levels) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        channel.SubscribeAsync(levels.Apply, levels.Decided);
}
