using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Operations.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Operations.Health;

/// <summary>What <c>/health</c> tells: all checks but the one that says whether the process lives.</summary>
internal sealed class HealthReports(HealthCheckService checks, MetricsSummary metrics, TimeProvider time)
{
    /// <param name="withDetails">Messages and figures may name hosts, and tell how much the server can bear.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal async Task<ServerHealthBody> DescribeAsync(bool withDetails, CancellationToken cancel)
    {
        var report = await checks.CheckHealthAsync(check => !check.Tags.Contains(Extensions.LiveTag), cancel);
        return new ServerHealthBody(
            Name(report.Status),
            Timestamps.Format(time.GetUtcNow()),
            withDetails ? ServerVersion.Current : null,
            withDetails ? Math.Round(metrics.Uptime.TotalSeconds, 3) : null,
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => withDetails ? Detailed(entry.Value) : new ServerCheckBody(Name(entry.Value.Status)),
                StringComparer.Ordinal
            )
        );
    }

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
