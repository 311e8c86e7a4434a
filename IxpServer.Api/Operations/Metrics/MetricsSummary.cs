using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using IxpServer.Api.Http;
using IxpServer.Api.Operations.Health;
using IxpServer.Api.Rendering;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>
/// What <c>/ixp/metrics</c> tells, summed up from the meters whether or not anybody else reads them. Its memory is
/// bounded as their labels are; durations are counted in buckets, so that a percentile is exact to 7 %.
/// </summary>
internal sealed class MetricsSummary : IDisposable
{
    /// <summary>Each bucket ends 2^(1/11) times, or 6.5 %, above the one before it.</summary>
    private const double BucketsPerDoubling = 11;

    private static readonly string[] Classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _intents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly long[] _byClass = new long[Classes.Length];
    private readonly long[] _durations = new long[40 * (int)BucketsPerDoubling];
    private readonly TimeProvider _time;
    private readonly long _started;
    private long _microseconds;

    /// <summary>Listens from now on.</summary>
    public MetricsSummary(IMeterFactory meters, TimeProvider time)
    {
        (_time, _started) = (time, time.GetTimestamp());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Tests have several servers in a process, each with meters of its own.
            if (
                ReferenceEquals(instrument.Meter.Scope, meters)
                && instrument.Name is HttpMetrics.DurationName or HttpMetrics.ErrorsName or IntentMetrics.DurationName
            )
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>(OnDuration);
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Count(_errors, Label(tags, HttpMetrics.Code)));
        _listener.Start();
    }

    /// <summary>How long the process has served.</summary>
    internal TimeSpan Uptime => _time.GetElapsedTime(_started);

    public void Dispose() => _listener.Dispose();

    /// <summary>What has been measured so far.</summary>
    internal MetricsBody Read()
    {
        var classes = _byClass.Select((_, index) => Interlocked.Read(ref _byClass[index])).ToArray();
        var durations = _durations.Select((_, index) => Interlocked.Read(ref _durations[index])).ToArray();
        var count = durations.Sum();
        var errors = _errors.ToFrozenDictionary(StringComparer.Ordinal);
        return new MetricsBody(
            new RequestCounts(
                count,
                _intents.ToFrozenDictionary(StringComparer.Ordinal),
                Classes
                    .Zip(classes, KeyValuePair.Create)
                    .Where(pair => pair.Value > 0)
                    .ToFrozenDictionary(StringComparer.Ordinal)
            ),
            new PerformanceFigures(
                count is 0 ? 0 : Math.Round(Interlocked.Read(ref _microseconds) / 1_000.0 / count, 3),
                Percentile(durations, count, 0.95),
                Percentile(durations, count, 0.99)
            ),
            new ErrorCounts(errors.Values.Sum(), errors),
            Math.Round(Uptime.TotalSeconds, 3),
            Timestamps.Format(_time.GetUtcNow())
        );
    }

    private void OnDuration(
        Instrument instrument,
        double seconds,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state
    )
    {
        if (instrument.Name is HttpMetrics.DurationName)
        {
            var statusClass = Label(tags, HttpMetrics.StatusCode)[0] - '1';
            Interlocked.Increment(ref _byClass[Math.Clamp(statusClass, 0, Classes.Length - 1)]);
            var microseconds = Math.Max(1, seconds * 1e6);
            Interlocked.Add(ref _microseconds, (long)microseconds);
            var bucket = (int)(Math.Log2(microseconds) * BucketsPerDoubling);
            Interlocked.Increment(ref _durations[Math.Min(bucket, _durations.Length - 1)]);
        }
        else if (Label(tags, IntentMetrics.IsSuccess) is IntentMetrics.Succeeded)
        {
            Count(_intents, Label(tags, IntentMetrics.IntentType));
        }
    }

    private static string Label(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return (string)tag.Value!;
            }
        }

        throw new ArgumentException($"A measurement has no label '{name}'", nameof(name));
    }

    private static void Count(ConcurrentDictionary<string, long> counts, string name) =>
        counts.AddOrUpdate(name, 1, static (_, count) => count + 1);

    /// <summary>In milliseconds, the duration that this share of all does not exceed; 0 before the first.</summary>
    private static double Percentile(long[] durations, long count, double share)
    {
        var wanted = (long)Math.Ceiling(count * share);
        var seen = 0L;
        var bucket = Array.FindIndex(durations, inBucket => (seen += inBucket) >= wanted);
        return count is 0 ? 0 : Math.Round(Math.Pow(2, (bucket + 1) / BucketsPerDoubling) / 1_000, 3);
    }
}
