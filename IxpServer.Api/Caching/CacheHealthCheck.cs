using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>
/// Writes to Redis and reads that, as the cache does. Never worse than degraded: without Redis the server is slower, not
/// gone.
/// </summary>
internal sealed class CacheHealthCheck(RedisLink redis) : IHealthCheck
{
    private const string Alone = "each replica caches for itself";

    /// <summary>What a replica that is gone leaves behind goes by itself.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private static readonly RedisValue Field = "data";

    private readonly RedisKey _key = $"{CacheServices.Prefix}health:{Guid.NewGuid():N}";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            // Before the first connect, which may take long. Later what is down fails at once, and says why.
            if (redis.ConnectionAsync() is not { IsCompletedSuccessfully: true } connection)
            {
                return HealthCheckResult.Degraded($"Redis cannot be reached: {Alone}");
            }

            var database = (await connection).GetDatabase();
            RedisValue written = Stopwatch.GetTimestamp();
            await database.HashSetAsync(_key, [new HashEntry(Field, written)]).WaitAsync(cancellationToken);
            await database.KeyExpireAsync(_key, Kept).WaitAsync(cancellationToken);
            var read = await database.HashGetAsync(_key, [Field]).WaitAsync(cancellationToken);
            return read[0] == written
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"Redis does not give back what was written to it: {Alone}");
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded($"Redis {RedisFaults.Reason(fault)}: {Alone}");
        }
    }
}
