using System.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.File;

namespace IxpServer.ServiceDefaults.Logging;

/// <summary>
/// <c>combined.log</c> with everything and <c>error.log</c> with what failed. At 10 MB the next file is begun, and of
/// each kind the newest five stay.
/// </summary>
internal sealed class LogFiles : ILogOutput
{
    internal const long LargestFile = 10 * 1024 * 1024;
    private const int MostFiles = 5;
    private const int LargestPiece = 64 * 1024;

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
        _line.Set(line);
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
                flushToDiskInterval: TimeSpan.FromSeconds(1),
                hooks: new Piecewise((int)Math.Min(LargestPiece, largestFile / 100))
            )
            .CreateLogger();

    /// <summary>The line that is there already.</summary>
    private sealed class Line : ITextFormatter
    {
        private char[] _text = new char[4 * 1024];
        private int _length;

        internal void Set(ReadOnlySpan<byte> line)
        {
            if (_text.Length < line.Length)
            {
                _text = new char[Encoding.UTF8.GetMaxCharCount(line.Length)];
            }

            _length = Encoding.UTF8.GetChars(line, _text);
        }

        public void Format(LogEvent logEvent, TextWriter output) => output.Write(_text, 0, _length);
    }

    /// <summary>Many lines in one call of the system; the flush each second writes what there is.</summary>
    private sealed class Piecewise(int size) : FileLifecycleHooks
    {
        public override Stream OnFileOpened(Stream underlyingStream, Encoding encoding) =>
            new BufferedStream(underlyingStream, size);
    }
}
