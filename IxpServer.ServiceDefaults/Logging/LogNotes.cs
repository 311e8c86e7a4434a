using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace IxpServer.ServiceDefaults.Logging;

/// <summary>What the log itself has to say.</summary>
internal static class LogNotes
{
    internal static LogEvent Make(LogEventLevel level, string category, string text) =>
        new(
            DateTimeOffset.UtcNow,
            level,
            null,
            new MessageTemplate([new TextToken(text)]),
            [new(Constants.SourceContextPropertyName, new ScalarValue(category))]
        );

    internal static bool IsOf(LogEvent logEvent, string category) =>
        logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string name }
        && name == category;
}
