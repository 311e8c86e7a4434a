using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace IxpServer.Hosting.Logging;

/// <summary>Events that are a text and no more.</summary>
internal static class LogNotes
{
    internal static LogEvent Make(LogEventLevel level, string category, string text, DateTimeOffset? at = null) =>
        new(
            at ?? DateTimeOffset.UtcNow,
            level,
            null,
            new MessageTemplate([new TextToken(text)]),
            [new(Constants.SourceContextPropertyName, new ScalarValue(category))]
        );

    internal static bool IsOf(LogEntry entry, string category) =>
        entry.Request is null
        && entry.ToEvent().Properties.GetValueOrDefault(Constants.SourceContextPropertyName)
            is ScalarValue { Value: string name }
        && name == category;
}
