using IxpServer.Api.Caching;
using IxpServer.Data.Connections;
using StackExchange.Redis;

namespace IxpServer.Api.Limits;

/// <summary>
/// Counts in Redis what all replicas have taken. Plain commands, one for each lease: a hardened Redis runs no scripts.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="cache">How long a request waits for Redis at all.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told when Redis cannot count.</param>
internal sealed partial class SharedCounter(
    RedisLink redis,
    CacheOptions cache,
    TimeProvider time,
    ILogger<SharedCounter> logger
)
{
    /// <summary>Before every name. Apart from the cache's, so that whoever clears it does not clear limits.</summary>
    internal const string Prefix = "ixp-limit:1:";

    /// <summary>After a failure nobody asks Redis for so long.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Somebody waits for the answer, can be served without it, and may have to wait for the cache as well.</summary>
    private readonly TimeSpan _patience = cache.RedisTimeout / 2;

    private readonly Outage _outage = new();
    private long _awayUntil;

    /// <summary>Adds to a count.</summary>
    /// <param name="name">The count.</param>
    /// <param name="permits">How much.</param>
    /// <param name="keep">How long the count is of use; null when it has been told before.</param>
    /// <returns>The count with what was added; null when Redis cannot say.</returns>
    internal async Task<long?> AddAsync(string name, long permits, TimeSpan? keep)
    {
        if (time.GetTimestamp() < Volatile.Read(ref _awayUntil))
        {
            return null;
        }

        try
        {
            var connection = await redis.ConnectionAsync().WaitAsync(_patience, time);
            var redisCounts = connection.GetDatabase();
            var count = redisCounts.StringIncrementAsync(name, permits);
            if (keep is not null)
            {
                // Sent right behind it, and nobody waits for it.
                await redisCounts.KeyExpireAsync(name, keep, flags: CommandFlags.FireAndForget);
            }

            var total = await count.WaitAsync(_patience, time);
            if (_outage.End() is > 0 and var failures)
            {
                LogBack(failures);
            }

            return total;
        }
        catch (Exception away)
            when (away is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            Volatile.Write(
                ref _awayUntil,
                time.GetTimestamp() + (long)(RetryDelay.TotalSeconds * time.TimestampFrequency)
            );
            if (_outage.Fail())
            {
                LogAway(RedisFaults.Reason(away));
            }

            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis cannot count requests, since it {Reason}: each replica limits by itself")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "Redis counts requests again, after {Failures} tries that failed")]
    private partial void LogBack(long failures);
}
