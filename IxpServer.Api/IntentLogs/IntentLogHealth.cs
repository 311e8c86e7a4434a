using IxpServer.Api.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.IntentLogs;

/// <summary>The intent logs' part in the server's health.</summary>
public sealed class IntentLogHealth(IntentLogOptions options, IntentLogMetrics metrics, TimeProvider time)
    : IHealthCheck
{
    /// <summary>What <c>/health</c> calls them.</summary>
    internal const string Name = "intentLogs";

    /// <summary>How long a loss is worth a warning; the meter counts it for ever.</summary>
    private static readonly TimeSpan LossIsNews = TimeSpan.FromMinutes(5);

    /// <summary>How they are.</summary>
    public HealthCheckResult Check()
    {
        if (options.Durability is IntentLogDurability.Off)
        {
            return HealthCheckResult.Healthy("intent logs are off");
        }

        if (metrics.LastLostAt is { } at && time.GetUtcNow() - at < LossIsNews)
        {
            return HealthCheckResult.Degraded(
                $"{metrics.Lost} intent logs were lost since the start, the last at {Timestamps.Format(at)}: "
                    + "the queue or the spool was full, or the disk failed"
            );
        }

        return metrics.SpooledBytes > 0
            ? HealthCheckResult.Degraded(
                $"the database does not take intent logs: {metrics.SpooledBytes} bytes wait in the spool"
            )
            : HealthCheckResult.Healthy("intent logs are written");
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Check());
}
