using System.Buffers;
using System.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.File;

namespace IxpServer.ServiceDefaults.Logging;

/// <summary>
/// Lines in a file of Serilog's, which rolls. Serilog gets many lines as one event: what it does for each of them costs
/// more than the line.
/// </summary>
internal sealed class RollingFile : IDisposable
{
    private const int MostFiles = 5;
    private const int LargestPiece = 64 * 1024;

    private static readonly LogEvent Piece = LogNotes.Make(LogEventLevel.Information, "", "");

    private readonly ArrayBufferWriter<byte> _held = new(LargestPiece);
    private readonly int _most;
    private readonly Logger _file;

    /// <param name="path">The file; a number comes before its extension when it rolls.</param>
    /// <param name="largest">At how many bytes the next one is begun.</param>
    internal RollingFile(string path, long largest)
    {
        _most = (int)Math.Min(LargestPiece, largest / 100);
        _file = new LoggerConfiguration()
            .WriteTo.File(
                new HeldLines(_held),
                path,
                fileSizeLimitBytes: largest,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MostFiles,
                hooks: new Piecewise(LargestPiece)
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

    /// <summary>The lines that are there already.</summary>
    private sealed class HeldLines(ArrayBufferWriter<byte> held) : ITextFormatter
    {
        private char[] _text = [];

        public void Format(LogEvent logEvent, TextWriter output)
        {
            if (_text.Length < held.WrittenCount)
            {
                _text = new char[held.Capacity];
            }

            output.Write(_text, 0, Encoding.UTF8.GetChars(held.WrittenSpan, _text));
        }
    }

    /// <summary>One call of the system for all of them, however few the writer of text passes on at once.</summary>
    private sealed class Piecewise(int size) : FileLifecycleHooks
    {
        public override Stream OnFileOpened(Stream underlyingStream, Encoding encoding) =>
            new BufferedStream(underlyingStream, size);
    }
}
