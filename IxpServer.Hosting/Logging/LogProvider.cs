using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// Hands everything that is logged to the queue. Levels are the framework's matter (<c>Logging:LogLevel</c>), so that what
/// is off costs nothing here.
/// </summary>
internal sealed class LogProvider(LogQueue queue) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <summary>What is queued is written first.</summary>
    public void Dispose() => queue.Dispose();

    private void Add<TState>(
        string category,
        LogLevel level,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        LogEntry entry;
        try
        {
            entry = state as LogEntry ?? LogMessage.Capture(state, formatter(state, exception), exception, _scopes);
        }
#pragma warning disable CA1031 // A value whose text cannot be had must not fail whoever logs it.
        catch (Exception)
#pragma warning restore CA1031
        {
            queue.CountFailed();
            return;
        }

        entry.Stamp(level, category);
        queue.Add(entry);
    }

    private sealed class Category(string name, LogProvider provider) : ILogger
    {
        /// <summary>The framework keeps the scopes.</summary>
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => provider.Add(name, logLevel, state, exception, formatter);
    }
}
