using System.Diagnostics.Metrics;

namespace IxpServer.Api.IntentLogs;

/// <summary>What became of the rows: told to meters and to the server's health.</summary>
public sealed class IntentLogMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "IxpServer.IntentLogs";

    private readonly TimeProvider _time;
    private readonly Counter<long> _rows;
    private long _lost;
    private long _lastLostAt;

    /// <summary>Registers the meters.</summary>
    public IntentLogMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _rows = meter.CreateCounter<long>(
            "ixp.intent_logs.rows",
            "{row}",
            "Rows of intent logs by outcome: written, spooled, replayed, refused by the database, lost"
        );
        meter.CreateObservableGauge("ixp.intent_logs.spool", () => SpooledBytes, "By", "Bytes that wait in the spool");
    }

    /// <summary>Rows that are nowhere: the queue or the spool was full, or the disk failed.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>When the last one was lost; null when none was.</summary>
    public DateTimeOffset? LastLostAt =>
        Interlocked.Read(ref _lastLostAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Bytes that wait in the spool.</summary>
    public long SpooledBytes { get; internal set; }

    internal void CountWritten(int rows) => Count(rows, "written");

    internal void CountSpooled(int rows) => Count(rows, "spooled");

    internal void CountReplayed(int rows) => Count(rows, "replayed");

    internal void CountRefused(int rows) => Count(rows, "refused");

    internal void CountLost(int rows)
    {
        Interlocked.Add(ref _lost, rows);
        Interlocked.Exchange(ref _lastLostAt, _time.GetUtcNow().UtcTicks);
        Count(rows, "lost");
    }

    private void Count(int rows, string outcome)
    {
        if (rows > 0)
        {
            _rows.Add(rows, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
