using Serilog.Events;

namespace IxpServer.Hosting.Logging;

/// <summary>One event on its way to the outputs: Serilog's, or a request's line, which becomes Serilog's only where one is needed.</summary>
internal readonly struct LogEntry
{
    private readonly LogEvent? _event;

    internal LogEntry(LogEvent logEvent) => _event = logEvent;

    internal LogEntry(RequestLine request) => Request = request;

    /// <summary>The request's line; null when it is anything else.</summary>
    internal RequestLine? Request { get; }

    internal LogEventLevel Level => _event?.Level ?? Request!.Level;

    internal DateTimeOffset Timestamp => _event?.Timestamp ?? Request!.Timestamp;

    internal LogEvent ToEvent() => _event ?? Request!.ToEvent();
}
