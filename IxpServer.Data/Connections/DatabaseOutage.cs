using Microsoft.Extensions.Logging;

namespace IxpServer.Data.Connections;

/// <summary>
/// Tells of the database's outages: one line when one begins, with its cause, one for each further reason, and one when it
/// is over, with how much has failed. Whoever gives up because of the database reports it here; the health check ends it.
/// </summary>
public sealed partial class DatabaseOutage(
    DatabaseConnection connection,
    TimeProvider time,
    ILogger<DatabaseOutage> logger
)
{
    /// <summary>After so long without a failure it may be over, and what was refused then is no news any more.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);
    private long _failures;
    private long _since;
    private long _lastAt;
    private string? _refusal;

    /// <summary>What the database has said within the last seconds, where it answers but refuses to work; else null.</summary>
    internal string? Refusal
    {
        get
        {
            lock (_lock)
            {
                return _failures > 0 && time.GetElapsedTime(_lastAt) < Quiet ? _refusal : null;
            }
        }
    }

    /// <summary>Counts a failure.</summary>
    /// <param name="fault">What was thrown.</param>
    /// <returns>False when it is no outage: then it is somebody's bug, and to be told each time.</returns>
    public bool Report(Exception fault)
    {
        var refusal = DatabaseFaults.Refusal(fault);
        if (refusal is null && !DatabaseFaults.IsAway(fault))
        {
            return false;
        }

        bool isNew;
        lock (_lock)
        {
            _lastAt = time.GetTimestamp();
            _since = _failures++ is 0 ? _lastAt : _since;
            _refusal = refusal;
            isNew = _reasons.Add(refusal ?? "");
        }

        if (isNew)
        {
            LogBegun(connection, refusal ?? "does not answer", fault);
        }

        return true;
    }

    /// <summary>The database is well.</summary>
    internal void End()
    {
        long failures;
        TimeSpan lasted;
        lock (_lock)
        {
            if (_failures is 0 || time.GetElapsedTime(_lastAt) < Quiet)
            {
                return;
            }

            (failures, lasted) = (_failures, time.GetElapsedTime(_since, _lastAt));
            _failures = 0;
            _refusal = null;
            _reasons.Clear();
        }

        LogEnded(connection, failures, lasted.TotalSeconds);
    }

    [LoggerMessage(
        LogLevel.Error,
        "{Database} {Reason}: what needs it fails until it is well again, which is counted and not told each time"
    )]
    private partial void LogBegun(DatabaseConnection database, string reason, Exception fault);

    [LoggerMessage(
        LogLevel.Information,
        "{Database} is well again: {Failures} requests had failed within {Seconds:0.0} s"
    )]
    private partial void LogEnded(DatabaseConnection database, long failures, double seconds);
}
