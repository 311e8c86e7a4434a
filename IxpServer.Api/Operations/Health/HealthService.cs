using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Api.Registry;
using IxpServer.Api.Registry.Stored;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Operations.Health;

/// <summary>How the server is, by its health checks: as the protocol tells it, and as operators want to know it.</summary>
internal sealed class HealthService(
    RegistryStore registry,
    IntentLogHealth intentLogs,
    HealthCheckService checks,
    MetricsSummary metrics,
    TimeProvider time
)
{
    /// <summary>What the protocol tells at more length than a status, and what matters to operators only.</summary>
    private static readonly string[] Otherwise =
    [
        RegistryReadiness.Name,
        DefinitionsHealthCheck.Name,
        IntentLogHealth.Name,
        MemoryHealthCheck.Name,
    ];

    private double Uptime => Math.Round(metrics.Uptime.TotalSeconds, 3);

    /// <summary>
    /// The answer of <c>/ixp/health</c>: the registry, the intent logs, and every other check. It is unhealthy when any of
    /// them fails.
    /// </summary>
    internal async Task<HealthBody> DescribeAsync(CancellationToken cancel)
    {
        var report = await CheckAsync(name => !Otherwise.Contains(name), cancel);
        var bodies = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => HealthCheckBody.Of(entry.Value.Status, Public(entry.Value.Status)),
            StringComparer.Ordinal
        );
        foreach (
            var (name, check) in RegistryHealth.Describe(registry).Append((IntentLogHealth.Name, intentLogs.Check()))
        )
        {
            bodies[name] = HealthCheckBody.Of(check.Status, check.Description!);
        }

        return new HealthBody(
            bodies.Values.Any(check => check.Status is HealthCheckBody.Fail) ? HealthBody.Unhealthy
                : bodies.Values.All(check => check.Status is HealthCheckBody.Pass) ? HealthBody.Healthy
                : HealthBody.Degraded,
            "IXP Server",
            ServerVersion.Current,
            Timestamps.Format(time.GetUtcNow()),
            Uptime,
            bodies
        );
    }

    /// <summary>The answer of <c>/health</c>: all checks.</summary>
    /// <param name="withDetails">Messages and figures may name hosts, and tell how much the server can bear.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal async Task<ServerHealthBody> DescribeToOperatorAsync(bool withDetails, CancellationToken cancel)
    {
        var report = await CheckAsync(_ => true, cancel);
        return new ServerHealthBody(
            Name(report.Status),
            Timestamps.Format(time.GetUtcNow()),
            withDetails ? ServerVersion.Current : null,
            withDetails ? Uptime : null,
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => withDetails ? Detailed(entry.Value) : new ServerCheckBody(Name(entry.Value.Status)),
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>All but the one that says whether the process lives.</summary>
    private Task<HealthReport> CheckAsync(Func<string, bool> isWanted, CancellationToken cancel) =>
        checks.CheckHealthAsync(check => !check.Tags.Contains(Extensions.LiveTag) && isWanted(check.Name), cancel);

    /// <summary>A check's own words may name hosts and paths, which are nobody's business here.</summary>
    private static string Public(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "ready",
            HealthStatus.Degraded => "works, but not as it should; /ready says why",
            _ => "not ready; /ready says why",
        };

    private static ServerCheckBody Detailed(HealthReportEntry entry) =>
        new(Name(entry.Status), entry.Description, Math.Round(entry.Duration.TotalMilliseconds, 3))
        {
            Figures = entry.Data.ToDictionary(
                figure => figure.Key,
                figure => JsonSerializer.SerializeToElement(figure.Value),
                StringComparer.Ordinal
            ),
        };

    private static string Name(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => HealthBody.Healthy,
            HealthStatus.Degraded => HealthBody.Degraded,
            _ => HealthBody.Unhealthy,
        };
}
