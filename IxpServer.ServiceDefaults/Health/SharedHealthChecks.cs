using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Runs the checks for everybody who asks at once: however many probes there are, each dependency is asked once a second
/// at most, and nobody waits longer than <see cref="Limit"/> for one that hangs.
/// </summary>
internal sealed class SharedHealthChecks(
    HealthCheckService inner,
    IOptions<HealthCheckServiceOptions> options,
    TimeProvider time
) : HealthCheckService
{
    /// <summary>How long a report is as good as a new one.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>How long a check may take unless its registration says less.</summary>
    internal static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    /// <summary>What a report says in place of checks that have neither ended nor heeded that their time is over.</summary>
    private const string LateCheck = "late";

    /// <summary>What the slowest check may take.</summary>
    private TimeSpan Limit => options.Value.Registrations.Select(check => check.Timeout).DefaultIfEmpty(MaxTime).Max();

    private readonly Lock _lock = new();
    private Task<HealthReport>? _running;
    private HealthReport? _last;
    private long _lastAt;

    public override async Task<HealthReport> CheckHealthAsync(
        Func<HealthCheckRegistration, bool>? predicate,
        CancellationToken cancellationToken = default
    )
    {
        var chosen = options.Value.Registrations.Where(predicate ?? (_ => true)).ToList();

        // Whether the process lives depends on nothing else.
        if (chosen.All(check => check.Tags.Contains(Extensions.LiveTag)))
        {
            return await inner.CheckHealthAsync(predicate, cancellationToken);
        }

        var report = await ReportAsync().WaitAsync(cancellationToken);
        var names = chosen.Select(check => check.Name).Append(LateCheck).ToHashSet(StringComparer.Ordinal);
        return new HealthReport(
            report.Entries.Where(entry => names.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal),
            report.TotalDuration
        );
    }

    /// <summary>Everything there is to check: what one prober leaves out, another asks for.</summary>
    private async Task<HealthReport> ReportAsync()
    {
        Task<HealthReport> running;
        lock (_lock)
        {
            if (_last is not null && time.GetElapsedTime(_lastAt) < Fresh)
            {
                return _last;
            }

            // Whoever asks must not be held up by a check that blocks its thread.
            running = _running is { IsCompleted: false } ? _running : _running = Task.Run(RunAsync);
        }

        try
        {
            return await running.WaitAsync(Limit + TimeSpan.FromMilliseconds(200), time);
        }
        catch (TimeoutException)
        {
            return Late();
        }
    }

    private async Task<HealthReport> RunAsync()
    {
        var report = await inner.CheckHealthAsync(predicate: null);
        lock (_lock)
        {
            (_last, _lastAt) = (report, time.GetTimestamp());
        }

        return report;
    }

    /// <summary>How things were; before there was a report nothing can be said to be well.</summary>
    private HealthReport Late()
    {
        HealthReport? last;
        lock (_lock)
        {
            last = _last;
        }

        var entries = new Dictionary<string, HealthReportEntry>(
            last?.Entries ?? new Dictionary<string, HealthReportEntry>(),
            StringComparer.Ordinal
        )
        {
            [LateCheck] = new(
                last is null ? HealthStatus.Unhealthy : HealthStatus.Degraded,
                $"not all checks have ended within {Limit.TotalSeconds:0} s; the others are told as they were before",
                Limit,
                exception: null,
                data: null
            ),
        };
        return new HealthReport(entries, Limit);
    }
}
