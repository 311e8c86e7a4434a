using System.Buffers;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>Somewhere that lines are written to; called from the queue's thread alone.</summary>
internal interface ILogOutput : IDisposable
{
    /// <summary>Takes an event.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="line">Its line of JSON, with the end of the line.</param>
    void Write(LogEntry entry, ReadOnlySpan<byte> line);

    /// <summary>Nothing more comes for now.</summary>
    void Flush();
}

/// <summary>JSON on standard output or standard error: as many lines as there are in one call.</summary>
internal sealed class JsonConsole(Stream stream) : ILogOutput
{
    private const int MaxHeld = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _held = new(MaxHeld);

    public void Write(LogEntry entry, ReadOnlySpan<byte> line)
    {
        _held.Write(line);
        if (_held.WrittenCount >= MaxHeld)
        {
            Flush();
        }
    }

    public void Flush()
    {
        try
        {
            stream.Write(_held.WrittenSpan);
            stream.Flush();
        }
        finally
        {
            _held.ResetWrittenCount();
        }
    }

    public void Dispose() => stream.Dispose();
}

/// <summary>Lines for people, with the level in colour on a terminal.</summary>
internal sealed class TextConsole(TextWriter writer, bool isTerminal) : ILogOutput
{
    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Plain = "\e[0m";

    public void Write(LogEntry entry, ReadOnlySpan<byte> line)
    {
        var (level, color) = entry.Level switch
        {
            LogLevel.Trace => ("VRB", null),
            LogLevel.Debug => ("DBG", null),
            LogLevel.Information => ("INF", null),
            LogLevel.Warning => ("WRN", Yellow),
            LogLevel.Error => ("ERR", Red),
            _ => ("FTL", Red),
        };
        level = isTerminal && color is not null ? $"{color}{level}{Plain}" : level;
        writer.WriteLine($"{entry.Timestamp.ToLocalTime():HH:mm:ss.fff} {level} {entry.Category}: {entry.Text}");
        if (entry.Exception is { } exception)
        {
            writer.WriteLine(exception);
        }
    }

    public void Flush() => writer.Flush();

    public void Dispose() => writer.Flush();
}
