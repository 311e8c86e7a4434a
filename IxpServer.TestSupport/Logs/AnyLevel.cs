using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IxpServer.Tests.Logs;

/// <summary>Takes any level, so that the filters alone decide, and keeps what came.</summary>
internal sealed class AnyLevel : ILoggerProvider, ILogger
{
    internal ConcurrentQueue<(LogLevel Level, string Message)> Lines { get; } = [];

    /// <summary>The lines of errors, each with its exception.</summary>
    internal ConcurrentQueue<string> Errors { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var line = formatter(state, exception);
        Lines.Enqueue((logLevel, line));
        if (logLevel >= LogLevel.Error)
        {
            Errors.Enqueue($"{line}: {exception}");
        }
    }

    public void Dispose() { }
}
