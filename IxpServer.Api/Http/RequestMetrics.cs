using System.Collections.Concurrent;
using System.Collections.Frozen;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Http;

/// <summary>
/// Counts what <c>/ixp/metrics</c> tells. Its memory is bounded: error codes and status classes are few, intents are
/// only those the registry knows, and times go into a fixed histogram.
/// </summary>
public sealed class RequestMetrics(TimeProvider time)
{
    /// <summary>Intents told apart; the ones met after that are counted together as <c>other</c>.</summary>
    private const int MaxIntents = 1_000;

    private static readonly string[] Classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];

    private readonly BoundedNames _intents = new(MaxIntents);
    private readonly ConcurrentDictionary<string, Counter> _byIntent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Counter> _byError = new(StringComparer.Ordinal);
    private readonly Counter[] _byClass = [.. Classes.Select(_ => new Counter())];
    private readonly long _started = time.GetTimestamp();

    /// <summary>How long requests took.</summary>
    public DurationHistogram Durations { get; } = new();

    /// <summary>How long the process has served.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(_started);

    /// <summary>Requests answered so far.</summary>
    public long Total => Durations.Count;

    /// <summary>Renders by intent.</summary>
    public IReadOnlyDictionary<string, long> ByIntent => Read(_byIntent);

    /// <summary>Errors by the protocol's code.</summary>
    public IReadOnlyDictionary<string, long> ByError => Read(_byError);

    /// <summary>Requests by class of status; classes that never occurred are left out.</summary>
    public IReadOnlyDictionary<string, long> ByStatusClass =>
        Classes
            .Zip(_byClass, (name, counter) => KeyValuePair.Create(name, counter.Value))
            .Where(pair => pair.Value > 0)
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Counts an answered request.</summary>
    /// <param name="status">Its HTTP status.</param>
    /// <param name="took">How long it took.</param>
    public void CountRequest(int status, TimeSpan took)
    {
        _byClass[Math.Clamp((status / 100) - 1, 0, _byClass.Length - 1)].Increment();
        Durations.Add(took);
    }

    /// <summary>Counts a render. Only names that the registry knows may be given.</summary>
    public void CountIntent(string name) => Get(_byIntent, _intents.Get(name)).Increment();

    /// <summary>Counts an error answer.</summary>
    public void CountError(string code) => Get(_byError, code).Increment();

    private static Counter Get(ConcurrentDictionary<string, Counter> counters, string name) =>
        counters.GetOrAdd(name, _ => new Counter());

    private static FrozenDictionary<string, long> Read(ConcurrentDictionary<string, Counter> counters) =>
        counters.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);

    private sealed class Counter
    {
        private long _value;

        internal long Value => Interlocked.Read(ref _value);

        internal void Increment() => Interlocked.Increment(ref _value);
    }
}
