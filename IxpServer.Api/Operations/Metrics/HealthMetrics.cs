using System.Diagnostics.Metrics;
using IxpServer.Api.Telemetry;
using IxpServer.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>
/// What the health checks say. Whoever asks is told what they said last, and has them run for the next time: a scrape
/// never waits for a dependency that hangs.
/// </summary>
internal sealed class HealthMetrics
{
    private readonly HealthCheckService _checks;
    private readonly Lock _one = new();
    private Task _refresh = Task.CompletedTask;
    private volatile HealthReport? _last;

    /// <summary>Registers the gauges.</summary>
    public HealthMetrics(IMeterFactory meters, HealthCheckService checks)
    {
        _checks = checks;
        var meter = meters.Create(ServerTelemetry.Name);
        meter.CreateObservableGauge(
            "ixp.health.status",
            ObserveStatus,
            null,
            "How a health check went: 1 healthy, 0.5 degraded, 0 unhealthy"
        );
        meter.CreateObservableGauge(
            "ixp.database.pending_migrations",
            ObserveMigrations,
            "{migration}",
            "Migrations that the database lacks"
        );
    }

    private IEnumerable<Measurement<double>> ObserveStatus()
    {
        Refresh();
        return _last?.Entries.Select(entry => new Measurement<double>(
                Value(entry.Value.Status),
                new KeyValuePair<string, object?>("check", entry.Key)
            ))
            ?? [];
    }

    private IEnumerable<Measurement<int>> ObserveMigrations() =>
        _last?.Entries.GetValueOrDefault(DatabaseServices.HealthCheckName).Data is { } figures
        && figures.TryGetValue(DatabaseServices.PendingMigrations, out var pending)
            ? [new Measurement<int>((int)pending)]
            : [];

    private void Refresh()
    {
        lock (_one)
        {
            _refresh = _refresh.IsCompleted ? Task.Run(RunAsync) : _refresh;
        }
    }

    private async Task RunAsync() =>
        _last = await _checks.CheckHealthAsync(check => !check.Tags.Contains(Extensions.LiveTag));

    private static double Value(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => 1,
            HealthStatus.Degraded => 0.5,
            _ => 0,
        };
}
