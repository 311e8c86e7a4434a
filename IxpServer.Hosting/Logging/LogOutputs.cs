using System.Buffers;
using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;

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

/// <summary>Lines for people, in colour on a terminal.</summary>
internal sealed class TextConsole(bool isStandardError) : ILogOutput
{
    private readonly Logger _serilog = new LoggerConfiguration()
        .MinimumLevel.Verbose()
        .WriteTo.Console(
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:l}{NewLine}{Exception}",
            formatProvider: CultureInfo.InvariantCulture,
            standardErrorFromLevel: isStandardError ? LogEventLevel.Verbose : null
        )
        .CreateLogger();

    public void Write(LogEntry entry, ReadOnlySpan<byte> line) => _serilog.Write(entry.ToEvent());

    public void Flush() { }

    public void Dispose() => _serilog.Dispose();
}
