using System.Diagnostics.Metrics;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.IntentLogs;

/// <summary>What became of the rows: told to meters and to the server's health.</summary>
public sealed class IntentLogMetrics
{
    private static readonly KeyValuePair<string, object?> BatchWritten = new("outcome", "written");
    private static readonly KeyValuePair<string, object?> BatchFailed = new("outcome", "failed");

    private readonly TimeProvider _time;
    private readonly FixedCounter _rows;
    private readonly Histogram<double> _batches;
    private readonly Histogram<int> _batchRows;
    private long _lastLostAt;

    /// <summary>Registers the meters.</summary>
    public IntentLogMetrics(IMeterFactory meters, IntentLogOptions options, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(ServerTelemetry.Name);
        _rows = new FixedCounter(
            meter,
            "ixp.intent_logs.rows",
            "{row}",
            "Rows of intent logs by outcome: written, spooled, replayed, refused by the database, lost",
            "outcome",
            Enum.GetNames<Outcome>().Select(name => name.ToLowerInvariant())
        );
        _batches = meter.CreateHistogram(
            "ixp.intent_logs.batch.duration",
            "s",
            "How long the database took for a batch, by outcome",
            tags: null,
            Buckets.Intents
        );
        _batchRows = meter.CreateHistogram(
            "ixp.intent_logs.batch.rows",
            "{row}",
            "Rows that were written at once",
            tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 10, 50, 100, 500, 1_000, 2_000, 4_000] }
        );
        meter.CreateObservableGauge("ixp.intent_logs.queue", () => QueuedRows, "{row}", "Rows that wait in memory");
        meter.CreateObservableGauge("ixp.intent_logs.spool", () => SpooledBytes, "By", "Bytes that wait in the spool");
        meter.CreateObservableGauge(
            "ixp.intent_logs.spool_limit",
            () => options.SpoolBytes,
            "By",
            "The most bytes that the spool may hold"
        );
    }

    private enum Outcome
    {
        Written,
        Spooled,
        Replayed,
        Refused,
        Lost,
    }

    /// <summary>Rows that are nowhere: the queue or the spool was full, or the disk failed.</summary>
    public long Lost => _rows[(int)Outcome.Lost];

    /// <summary>When the last one was lost; null when none was.</summary>
    public DateTimeOffset? LastLostAt =>
        Interlocked.Read(ref _lastLostAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Bytes that wait in the spool.</summary>
    public long SpooledBytes { get; internal set; }

    /// <summary>Rows that wait in memory.</summary>
    internal int QueuedRows { get; set; }

    internal void CountWritten(int rows) => Count(rows, Outcome.Written);

    internal void CountSpooled(int rows) => Count(rows, Outcome.Spooled);

    internal void CountReplayed(int rows) => Count(rows, Outcome.Replayed);

    internal void CountRefused(int rows) => Count(rows, Outcome.Refused);

    internal void CountLost(int rows)
    {
        Interlocked.Exchange(ref _lastLostAt, _time.GetUtcNow().UtcTicks);
        Count(rows, Outcome.Lost);
    }

    internal void RecordBatch(int rows, bool isWritten, TimeSpan took)
    {
        _batches.Record(took.TotalSeconds, isWritten ? BatchWritten : BatchFailed);
        if (isWritten)
        {
            _batchRows.Record(rows);
        }
    }

    private void Count(int rows, Outcome outcome) => _rows.Add((int)outcome, rows);
}
