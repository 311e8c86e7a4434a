using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Caching;

/// <summary>Never worse than degraded: without Redis the server is slower, not gone.</summary>
internal sealed class CacheHealthCheck(RedisLink redis) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            redis.IsConnected
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded("Redis cannot be reached: each replica caches for itself")
        );
}
