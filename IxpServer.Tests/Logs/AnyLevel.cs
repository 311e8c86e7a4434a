using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IxpServer.Tests.Logs;

/// <summary>Takes any level, so that the filters alone decide, and keeps what came.</summary>
internal sealed class AnyLevel : ILoggerProvider, ILogger
{
    internal ConcurrentQueue<(LogLevel Level, string Message)> Lines { get; } = [];

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
    ) => Lines.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose() { }
}
