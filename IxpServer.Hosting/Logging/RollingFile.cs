using System.Buffers;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// Lines in a file of Serilog's, which rolls. Serilog gets many lines as one event: what it does for each of them costs
/// more than the line.
/// </summary>
internal sealed class RollingFile : IDisposable
{
    private const int MaxFiles = 5;
    private const int MaxPiece = 64 * 1024;

    private static readonly LogEvent Piece = LogNotes.Make(LogEventLevel.Information, "", "");

    private readonly ArrayBufferWriter<byte> _held = new(MaxPiece);
    private readonly int _most;
    private readonly Logger _file;

    /// <param name="path">The file; a number comes before its extension when it rolls.</param>
    /// <param name="largest">At how many bytes the next one is begun.</param>
    internal RollingFile(string path, long largest)
    {
        _most = (int)Math.Min(MaxPiece, largest / 100);
        _file = new LoggerConfiguration()
            .WriteTo.File(
                new HeldLines(_held),
                path,
                fileSizeLimitBytes: largest,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MaxFiles
            )
            .CreateLogger();
    }

    internal void Add(ReadOnlySpan<byte> line)
    {
        _held.Write(line);
        if (_held.WrittenCount >= _most)
        {
            Flush();
        }
    }

    internal void Flush()
    {
        if (_held.WrittenCount > 0)
        {
            _file.Write(Piece);
            _held.ResetWrittenCount();
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The lines, which are in UTF-8 already: past the writer of text, which would encode them anew.</summary>
    private sealed class HeldLines(ArrayBufferWriter<byte> held) : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output) =>
            ((StreamWriter)output).BaseStream.Write(held.WrittenSpan);
    }
}
