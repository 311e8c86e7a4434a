using IxpServer.Api.Http;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Api.Registry;
using IxpServer.Api.Registry.Stored;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Operations.Health;

/// <summary>
/// How the server is, as the protocol tells it: the registry, the intent logs, and every other check that is registered.
/// It is unhealthy when any of them fails.
/// </summary>
internal sealed class ServerHealth(
    RegistryStore registry,
    IntentLogHealth intentLogs,
    HealthCheckService readiness,
    MetricsSummary metrics,
    TimeProvider time
)
{
    /// <summary>What is told at more length than a status, and what matters to operators only.</summary>
    private static readonly string[] Otherwise =
    [
        RegistryReadiness.Name,
        DefinitionsHealthCheck.Name,
        IntentLogHealth.Name,
        MemoryHealthCheck.Name,
    ];

    internal async Task<HealthBody> DescribeAsync(CancellationToken cancel)
    {
        var checks = new Dictionary<string, HealthCheckBody>(StringComparer.Ordinal);

        var report = await readiness.CheckHealthAsync(
            check => !check.Tags.Contains(Extensions.LiveTag) && !Otherwise.Contains(check.Name),
            cancel
        );
        foreach (var (name, entry) in report.Entries)
        {
            checks[name] = HealthCheckBody.Of(entry.Status, Describe(entry.Status));
        }

        var own = RegistryHealth.Describe(registry).Append((IntentLogHealth.Name, intentLogs.Check()));
        foreach (var (name, check) in own)
        {
            checks[name] = HealthCheckBody.Of(check.Status, check.Description!);
        }

        return new HealthBody(
            checks.Values.Any(check => check.Status is HealthCheckBody.Fail) ? HealthBody.Unhealthy
                : checks.Values.All(check => check.Status is HealthCheckBody.Pass) ? HealthBody.Healthy
                : HealthBody.Degraded,
            "IXP Server",
            ServerVersion.Current,
            Timestamps.Format(time.GetUtcNow()),
            Math.Round(metrics.Uptime.TotalSeconds, 3),
            checks
        );
    }

    /// <summary>A check's own words may name hosts and paths, which are nobody's business here.</summary>
    private static string Describe(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "ready",
            HealthStatus.Degraded => "works, but not as it should; /ready says why",
            _ => "not ready; /ready says why",
        };
}
