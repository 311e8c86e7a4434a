using IxpServer.Hosting.Logging;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IxpServer.Tests.Logs;

/// <summary>Health in the log.</summary>
public sealed class HealthTransitionTests
{
    [Fact]
    public async Task A_check_is_told_of_when_it_changes_and_only_then()
    {
        Assert.Equal(
            [
                (LogLevel.Error, "Health check 'database' is unhealthy, after Healthy: it does not answer"),
                (LogLevel.Warning, "Health check 'database' is degraded, after Unhealthy: it does not answer"),
                (LogLevel.Information, "Health check 'database' is healthy again, after Degraded"),
                (LogLevel.Warning, "Health check 'database' is degraded, after Healthy: it does not answer"),
                (LogLevel.Information, "Health check 'database' is healthy again, after Degraded"),
            ],
            await LinesAsync("HHUUUDHH-D-")
        );
    }

    [Fact]
    public async Task A_check_that_has_not_been_healthy_since_the_start_is_no_error()
    {
        Assert.Equal(
            [
                (LogLevel.Warning, "Health check 'database' is not healthy yet: it does not answer"),
                (LogLevel.Information, "Health check 'database' is healthy again, after Unhealthy"),
                (LogLevel.Error, "Health check 'database' is unhealthy, after Healthy: it does not answer"),
            ],
            await LinesAsync("UUHU")
        );
    }

    private static async Task<IEnumerable<(LogLevel Level, string Text)>> LinesAsync(string statuses)
    {
        var lines = new AnyLevel();
        using var loggers = new LoggerFactory([lines]);
        var log = new HealthTransitions(loggers.CreateLogger<HealthTransitions>());
        foreach (var status in statuses)
        {
            var entries = new Dictionary<string, HealthReportEntry>
            {
                ["self"] = new(HealthStatus.Healthy, null, TimeSpan.Zero, null, null),
            };
            if (status is not '-')
            {
                entries["database"] = new(
                    status is 'H' ? HealthStatus.Healthy
                        : status is 'D' ? HealthStatus.Degraded
                        : HealthStatus.Unhealthy,
                    "it does not answer",
                    TimeSpan.Zero,
                    null,
                    null
                );
            }

            await log.PublishAsync(new HealthReport(entries, TimeSpan.Zero), TestContext.Current.CancellationToken);
        }

        return lines.Lines;
    }

    [Fact]
    public async Task A_probe_that_fails_writes_no_error_of_its_own()
    {
        var lines = new AnyLevel();
        await using var server = IxpTestServer.Start(services: services =>
            services
                .AddSingleton<ILoggerProvider>(lines)
                .AddHealthChecks()
                .AddCheck("broken", () => HealthCheckResult.Unhealthy("on purpose"), ["ready"])
        );
        using var probe = await server.GetAsync("/ready");

        Assert.False(probe.IsSuccessStatusCode);
        Assert.DoesNotContain(lines.Lines, line => line.Level >= LogLevel.Error);
    }
}
