using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// Takes log events off the threads that serve requests. One thread of its own formats each once and writes what has
/// come in the meantime in one go. Nobody ever waits for it: when the queue is full, lines are dropped and counted.
/// </summary>
internal sealed class LogQueue : IDisposable
{
    /// <summary>The most events that wait, some 10 MB of memory.</summary>
    internal const int Capacity = 10_000;

    /// <summary>How long the first event waits for others: waking a thread costs more than writing a line.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);

    /// <summary>An output that is stuck must not hold up the end of the process for longer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<LogEntry> _waiting = [];
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly ManualResetEventSlim _stop = new(initialState: false, spinCount: 0);
    private readonly LogLineFormatter _formatter;
    private readonly Func<Action<LogEntry>, IReadOnlyList<ILogOutput>> _open;
    private readonly LogMetrics _metrics;
    private readonly Thread _thread;
    private int _count;
    private int _asleep;
    private int _dropped;
    private int _isDisposed;

    /// <param name="formatter">Makes the lines.</param>
    /// <param name="open">Makes the outputs; given what takes their own messages.</param>
    /// <param name="metrics">Counts.</param>
    internal LogQueue(
        LogLineFormatter formatter,
        Func<Action<LogEntry>, IReadOnlyList<ILogOutput>> open,
        LogMetrics metrics
    )
    {
        (_formatter, _open, _metrics) = (formatter, open, metrics);
        metrics.Watch(() => Volatile.Read(ref _count));
        _thread = new Thread(Run) { IsBackground = true, Name = "logs" };
        _thread.Start();

        // A start that fails ends the process without ever disposing of the host.
        AppDomain.CurrentDomain.ProcessExit += OnEnd;
        AppDomain.CurrentDomain.UnhandledException += OnEnd;
    }

    /// <summary>Takes an entry; returns at once.</summary>
    internal void Add(LogEntry entry)
    {
        if (Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _waiting.Enqueue(entry);
        if (Volatile.Read(ref _asleep) is 1 && Interlocked.Exchange(ref _asleep, 0) is 1)
        {
            _wake.Set();
        }
    }

    /// <summary>Counts an entry that could not be made.</summary>
    internal void CountFailed() => _metrics.CountLines(1, "failed");

    /// <summary>Writes what waits, and closes the outputs; returns after a few seconds in any case.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) is 0)
        {
            AppDomain.CurrentDomain.ProcessExit -= OnEnd;
            AppDomain.CurrentDomain.UnhandledException -= OnEnd;
            _stop.Set();
            _wake.Set();
            _thread.Join(Timeout);
        }
    }

    private void OnEnd(object? sender, EventArgs e) => Dispose();

    private void Run()
    {
        var outputs = _open(Add);
        while (!_stop.IsSet)
        {
            Volatile.Write(ref _asleep, 1);
            Interlocked.MemoryBarrier();
            if (_waiting.IsEmpty)
            {
                _wake.WaitOne();
            }

            Volatile.Write(ref _asleep, 0);
            _stop.Wait(Linger);
            Drain(outputs);
        }

        Drain(outputs);
        foreach (var output in outputs)
        {
            Try(output.Dispose);
        }

        _formatter.Dispose();
    }

    private void Drain(IReadOnlyList<ILogOutput> outputs)
    {
        var written = 0;
        for (; written < Capacity && _waiting.TryDequeue(out var entry); written++)
        {
            Write(outputs, entry);
        }

        // Once for all: the threads that serve requests count in the same place.
        Interlocked.Add(ref _count, -written);
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
        {
            _metrics.CountLines(dropped, "dropped");
            Write(outputs, Dropped(dropped));
        }

        _metrics.CountLines(written, "written");
        foreach (var output in outputs)
        {
            Try(output.Flush);
        }
    }

    private void Write(IReadOnlyList<ILogOutput> outputs, LogEntry entry)
    {
        ReadOnlyMemory<byte> line;
        try
        {
            line = _formatter.Format(entry);
        }
#pragma warning disable CA1031 // A value whose text cannot be had must not end the log.
        catch (Exception)
#pragma warning restore CA1031
        {
            CountFailed();
            return;
        }

        foreach (var output in outputs)
        {
            try
            {
                output.Write(entry, line.Span);
            }
#pragma warning disable CA1031 // As below; without an object for each line.
            catch (Exception) { }
#pragma warning restore CA1031
        }
    }

    /// <summary>There is nowhere to tell of a console that is closed or a disk that is full; the next line may get through.</summary>
    private static void Try(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Whatever it is, the process must go on, and the log with it.
        catch (Exception) { }
#pragma warning restore CA1031
    }

    private static LogMessage Dropped(int lines) =>
        LogMessage.Of(
            LogLevel.Warning,
            "IxpServer.Logs",
            $"{lines} log lines were dropped: they came faster than they could be written"
        );
}
