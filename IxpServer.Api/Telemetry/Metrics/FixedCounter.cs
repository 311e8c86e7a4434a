using System.Diagnostics.Metrics;

namespace IxpServer.Api.Telemetry;

/// <summary>
/// A counter whose label values are all known beforehand. Each of its series is there from the start, at zero, so that
/// a rule sees the first event too; and counting is one addition, whoever listens.
/// </summary>
internal sealed class FixedCounter
{
    private readonly KeyValuePair<string, object?>[][] _labels;
    private readonly long[] _counts;

    /// <summary>Registers the counter.</summary>
    /// <param name="meter">Whose counter it is.</param>
    /// <param name="name">Its name, such as <c>ixp.cache.errors</c>.</param>
    /// <param name="unit">In the Unified Code for Units of Measure, such as <c>{error}</c>.</param>
    /// <param name="description">What it counts.</param>
    /// <param name="label">The label that tells its series apart.</param>
    /// <param name="values">The label's values; events are counted by their positions.</param>
    internal FixedCounter(
        Meter meter,
        string name,
        string unit,
        string description,
        string label,
        params IEnumerable<string> values
    )
        : this(
            meter,
            name,
            unit,
            description,
            [.. values.Select(value => new[] { KeyValuePair.Create(label, (object?)value) })]
        ) { }

    /// <summary>Registers a counter with several labels.</summary>
    /// <param name="meter">Whose counter it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="description">What it counts.</param>
    /// <param name="labels">The labels of each series; events are counted by their positions.</param>
    internal FixedCounter(
        Meter meter,
        string name,
        string unit,
        string description,
        KeyValuePair<string, object?>[][] labels
    )
    {
        _labels = labels;
        _counts = new long[labels.Length];
        meter.CreateObservableCounter(name, Observe, unit, description);
    }

    /// <summary>What has been counted in one series.</summary>
    internal long this[int series] => Interlocked.Read(ref _counts[series]);

    /// <summary>Counts in one series.</summary>
    internal void Add(int series, long count = 1) => Interlocked.Add(ref _counts[series], count);

    private IEnumerable<Measurement<long>> Observe() =>
        _labels.Select((labels, series) => new Measurement<long>(this[series], labels));
}
