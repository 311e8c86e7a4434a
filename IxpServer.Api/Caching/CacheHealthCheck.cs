using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>
/// Writes to Redis and reads that, as the cache does. Never worse than degraded: without Redis the server is slower, not
/// gone. Health's own line in the log tells why it cannot be used at first; what else keeps it away then is told here.
/// </summary>
internal sealed partial class CacheHealthCheck(RedisLink redis, RedisProbe probe, ILogger<CacheHealthCheck> logger)
    : IHealthCheck
{
    /// <summary>What a replica that is gone leaves behind goes by itself.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private static readonly RedisValue Field = "data";

    private readonly RedisKey _key = $"{CacheServices.Prefix}health:{Guid.NewGuid():N}";
    private volatile string? _reason;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var reason = await FindFaultAsync(cancellationToken);
        if (_reason is { } before && reason is not null && reason != before)
        {
            LogFurther(reason);
        }

        _reason = reason;
        return reason is null
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Redis {reason}: each replica caches for itself");
    }

    /// <summary>Why the cache cannot use Redis; null when it can.</summary>
    private async Task<string?> FindFaultAsync(CancellationToken cancel)
    {
        try
        {
            // Before the first connect, which may take long. Later what is down fails at once, and says why.
            if (redis.ConnectionAsync() is not { IsCompletedSuccessfully: true } connection)
            {
                return "cannot be reached";
            }

            var database = (await connection).GetDatabase();
            RedisValue written = Stopwatch.GetTimestamp();
            await database.HashSetAsync(_key, [new HashEntry(Field, written)]).WaitAsync(cancel);
            await database.KeyExpireAsync(_key, Kept).WaitAsync(cancel);
            var read = await database.HashGetAsync(_key, [Field]).WaitAsync(cancel);
            return read[0] == written ? null : "does not give back what was written to it";
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or OperationCanceledException)
        {
            return await probe.ReasonAsync(fault, cancel);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis still cannot be used: now it {Reason}")]
    private partial void LogFurther(string reason);
}
