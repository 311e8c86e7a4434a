using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>Logs when a health check changes its mind, and only then.</summary>
internal sealed partial class HealthTransitions(ILogger<HealthTransitions> logger) : IHealthCheckPublisher
{
    private readonly ConcurrentDictionary<string, HealthStatus> _last = new(StringComparer.Ordinal);

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            var isFirst = !_last.TryGetValue(name, out var before);
            before = isFirst ? HealthStatus.Healthy : before;
            _last[name] = entry.Status;
            if (entry.Status == before)
            {
                continue;
            }

            var reason = entry.Description ?? entry.Exception?.GetBaseException().Message ?? "no reason given";
            switch (entry.Status)
            {
                case HealthStatus.Healthy:
                    LogHealthy(name, before);
                    break;
                case HealthStatus.Degraded:
                    LogDegraded(name, before, reason);
                    break;
                // On a slow machine, or with a database that starts beside it, that is how a start goes.
                case HealthStatus.Unhealthy when isFirst:
                    LogNotYet(name, reason);
                    break;
                default:
                    LogUnhealthy(name, before, reason);
                    break;
            }
        }

        // What is told only while it is wrong is well when it is not told any more.
        foreach (var (name, before) in _last.Where(one => !report.Entries.ContainsKey(one.Key)))
        {
            _last.TryRemove(name, out _);
            if (before is not HealthStatus.Healthy)
            {
                LogHealthy(name, before);
            }
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "Health check '{Check}' is healthy again, after {Before}")]
    private partial void LogHealthy(string check, HealthStatus before);

    [LoggerMessage(LogLevel.Warning, "Health check '{Check}' is degraded, after {Before}: {Reason}")]
    private partial void LogDegraded(string check, HealthStatus before, string reason);

    [LoggerMessage(LogLevel.Warning, "Health check '{Check}' is not healthy yet: {Reason}")]
    private partial void LogNotYet(string check, string reason);

    [LoggerMessage(LogLevel.Error, "Health check '{Check}' is unhealthy, after {Before}: {Reason}")]
    private partial void LogUnhealthy(string check, HealthStatus before, string reason);
}
