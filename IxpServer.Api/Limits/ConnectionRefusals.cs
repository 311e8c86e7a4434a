using System.Net;
using Microsoft.AspNetCore.Connections;

namespace IxpServer.Api.Limits;

/// <summary>Why a connection is closed before its first request.</summary>
internal enum ConnectionRefusal
{
    /// <summary>There are as many as there may be.</summary>
    All,

    /// <summary>Its address has as many as one may have.</summary>
    Address,

    /// <summary>It said nothing in time.</summary>
    Silent,
}

/// <summary>Closes connections, counts that, and tells of it in the log now and then.</summary>
/// <param name="metrics">Counts them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Tells of them as of the limits that they met.</param>
internal sealed partial class ConnectionRefusals(
    LimitMetrics metrics,
    TimeProvider time,
    ILogger<ConnectionLimits> logger
)
{
    /// <summary>One line tells of all that was refused since the one before.</summary>
    private static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _refused;
    private long _nextLog = time.GetTimestamp();

    internal void Refuse(ConnectionContext connection, ConnectionRefusal reason)
    {
        metrics.CountRefused(reason);
        var name = LimitMetrics.ReasonNames[(int)reason];
        connection.Abort(new ConnectionAbortedException($"Refused: {name}"));
        lock (_lock)
        {
            _refused++;
            if (time.GetTimestamp() < _nextLog)
            {
                return;
            }

            LogRefused(_refused, (connection.RemoteEndPoint as IPEndPoint)?.Address, name);
            _refused = 0;
            _nextLog = time.GetTimestamp() + (long)(LogPause.TotalSeconds * time.TimestampFrequency);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} connections were closed before their first request, the last of them from {Address} for {Reason}: all is "
            + "MAX_CONNECTIONS, address MAX_CONNECTIONS_PER_ADDRESS, silent FIRST_BYTE_TIMEOUT; said once a minute"
    )]
    private partial void LogRefused(long count, IPAddress? address, string reason);
}
