using System.Diagnostics.Metrics;

namespace IxpServer.Hosting.Logging;

/// <summary>Counts what becomes of log lines.</summary>
public sealed class LogMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "IxpServer.Logs";

    private readonly Meter _meter;
    private readonly Counter<long> _lines;
    private readonly Counter<long> _documents;

    /// <summary>Makes the meter.</summary>
    public LogMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _lines = _meter.CreateCounter<long>(
            "ixp.logs.lines",
            "{line}",
            "Log lines by outcome: written, dropped since the queue was full, failed since they could not be formatted"
        );
        _documents = _meter.CreateCounter<long>(
            "ixp.logs.elasticsearch.documents",
            "{document}",
            "Log lines for Elasticsearch by outcome: queued, written, failed (refused by it), dropped (no room), spooled"
        );
    }

    internal void Watch(Func<int> waiting) =>
        _meter.CreateObservableGauge("ixp.logs.queue", waiting, "{line}", "Log lines that wait to be written");

    internal void WatchSpool(Func<long> bytes) =>
        _meter.CreateObservableGauge("ixp.logs.elasticsearch.spool", bytes, "By", "Bytes that wait in the spool");

    internal void CountLines(int lines, string outcome) => Count(_lines, lines, outcome);

    internal void CountDocuments(int documents, string outcome) => Count(_documents, documents, outcome);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static void Count(Counter<long> counter, int by, string outcome)
    {
        if (by > 0)
        {
            counter.Add(by, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
