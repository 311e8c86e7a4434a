using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Extensions.Logging;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// Hands everything that is logged to Serilog, and so to the queue. Levels are the framework's matter
/// (<c>Logging:LogLevel</c>), so that what is off costs nothing here.
/// </summary>
internal sealed class LogProvider : ILoggerProvider, ISupportExternalScope
{
    private readonly LogQueue _queue;
    private readonly Logger _serilog;
    private readonly SerilogLoggerProvider _inner;

    internal LogProvider(LogQueue queue)
    {
        _queue = queue;
        _serilog = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(queue).CreateLogger();
        _inner = new SerilogLoggerProvider(_serilog);
    }

    public ILogger CreateLogger(string categoryName) =>
        new Category(categoryName, _inner.CreateLogger(categoryName), _queue);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _inner.SetScopeProvider(scopeProvider);

    /// <summary>What is queued is written first.</summary>
    public void Dispose()
    {
        _inner.Dispose();
        _serilog.Dispose();
        _queue.Dispose();
    }

    private sealed class Category(string name, ILogger inner, LogQueue queue) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (state is RequestLine line)
            {
                line.Stamp(LevelConvert.ToSerilogLevel(logLevel), name);
                queue.Add(new LogEntry(line));
            }
            else
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
