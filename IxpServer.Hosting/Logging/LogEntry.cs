using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>One event on its way to the outputs: a message, or a request's line.</summary>
public abstract class LogEntry
{
    private protected LogEntry() { }

    internal DateTimeOffset Timestamp { get; private set; }

    internal LogLevel Level { get; private set; }

    internal string Category { get; private set; } = "";

    internal string? TraceId { get; private set; }

    internal string? SpanId { get; private set; }

    /// <summary>What it says, as people read it.</summary>
    internal abstract string Text { get; }

    internal virtual Exception? Exception => null;

    /// <summary>Says when, where and in which trace it was logged.</summary>
    internal void Stamp(LogLevel level, string category, DateTimeOffset? at = null)
    {
        (Timestamp, Level, Category) = (at ?? DateTimeOffset.UtcNow, level, category);
        if (Activity.Current is { } span)
        {
            (TraceId, SpanId) = (span.TraceId.ToHexString(), span.SpanId.ToHexString());
        }
    }
}
