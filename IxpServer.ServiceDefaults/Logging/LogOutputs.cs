using System.Buffers;
using System.Globalization;
using System.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace IxpServer.ServiceDefaults.Logging;

/// <summary>Somewhere that lines are written to; called from the queue's thread alone.</summary>
internal interface ILogOutput : IDisposable
{
    /// <summary>Takes an event.</summary>
    /// <param name="logEvent">The event.</param>
    /// <param name="line">Its line of JSON, with the end of the line.</param>
    void Write(LogEvent logEvent, ReadOnlySpan<byte> line);

    /// <summary>Nothing more comes for now.</summary>
    void Flush();
}

/// <summary>JSON on standard output or standard error: as many lines as there are in one call.</summary>
internal sealed class JsonConsole(Stream stream) : ILogOutput
{
    private const int MostHeld = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _held = new(MostHeld);

    public void Write(LogEvent logEvent, ReadOnlySpan<byte> line)
    {
        _held.Write(line);
        if (_held.WrittenCount >= MostHeld)
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

    public void Write(LogEvent logEvent, ReadOnlySpan<byte> line) => _serilog.Write(logEvent);

    public void Flush() { }

    public void Dispose() => _serilog.Dispose();
}

/// <summary>
/// <c>combined.log</c> with everything and <c>error.log</c> with what failed. At 10 MB the next file is begun, and of
/// each kind the newest five stay.
/// </summary>
internal sealed class LogFiles : ILogOutput
{
    internal const long LargestFile = 10 * 1024 * 1024;
    private const int MostFiles = 5;

    private readonly Line _line = new();
    private readonly Logger _combined;
    private readonly Logger _errors;

    internal LogFiles(string directory, long largestFile = LargestFile)
    {
        _combined = Open(Path.Combine(directory, "combined.log"), largestFile);
        _errors = Open(Path.Combine(directory, "error.log"), largestFile);
    }

    public void Write(LogEvent logEvent, ReadOnlySpan<byte> line)
    {
        _line.Text = Encoding.UTF8.GetString(line);
        _combined.Write(logEvent);
        if (logEvent.Level >= LogEventLevel.Error)
        {
            _errors.Write(logEvent);
        }
    }

    public void Flush() { }

    public void Dispose()
    {
        _combined.Dispose();
        _errors.Dispose();
    }

    /// <summary>Makes the directory where it is missing, and says why nothing can be written there; null when it can.</summary>
    internal static string? FindFault(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, $".{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"nothing can be written to '{directory}' ({fault.Message})";
        }
    }

    private Logger Open(string file, long largestFile) =>
        new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.File(
                _line,
                file,
                fileSizeLimitBytes: largestFile,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MostFiles,
                buffered: true,
                flushToDiskInterval: TimeSpan.FromSeconds(1)
            )
            .CreateLogger();

    /// <summary>The line that is there already.</summary>
    private sealed class Line : ITextFormatter
    {
        internal string Text { get; set; } = "";

        public void Format(LogEvent logEvent, TextWriter output) => output.Write(Text);
    }
}
