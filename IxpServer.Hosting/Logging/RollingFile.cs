using System.Buffers;
using System.Globalization;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// A file of lines: <c>NAME.log</c>, and when that is full <c>NAME_001.log</c> and so on, of which the newest stay. A start
/// goes on with the newest. Lines are written many at once.
/// </summary>
/// <param name="path">The first file.</param>
/// <param name="maxBytes">At how many bytes the next one is begun.</param>
internal sealed class RollingFile(string path, long maxBytes) : IDisposable
{
    private const int MaxFiles = 5;
    private const int MaxHeld = 64 * 1024;

    /// <summary>Files that another process holds are passed over, but not for ever.</summary>
    private const int MaxTries = 10;

    /// <summary>Keeps other processes of ours out; on Windows what is not shared could not be read either.</summary>
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

    private readonly ArrayBufferWriter<byte> _held = new(MaxHeld);
    private readonly int _maxHeld = (int)Math.Min(MaxHeld, maxBytes / 100);
    private FileStream? _file;

    internal void Add(ReadOnlySpan<byte> line)
    {
        _held.Write(line);
        if (_held.WrittenCount >= _maxHeld)
        {
            Flush();
        }
    }

    /// <exception cref="IOException">The disk is full or fails: what was to be written is lost, whole lines of it.</exception>
    internal void Flush()
    {
        if (_held.WrittenCount is 0)
        {
            return;
        }

        try
        {
            _file ??= Open();
            var before = _file.Length;
            try
            {
                _file.Write(_held.WrittenSpan);
            }
            catch
            {
                _file.SetLength(before);
                throw;
            }
        }
        finally
        {
            _held.ResetWrittenCount();
        }

        if (_file.Length >= maxBytes)
        {
            _file.Dispose();
            _file = null;
        }
    }

    public void Dispose() => _file?.Dispose();

    private FileStream Open()
    {
        var numbers = Numbers();
        for (var number = numbers.LastOrDefault(); ; number++)
        {
            try
            {
                var file = new FileStream(PathOf(number), FileMode.Append, FileAccess.Write, Share, 0);
                if (file.Length < maxBytes)
                {
                    numbers.Add(number);
                    foreach (var old in numbers.SkipLast(MaxFiles))
                    {
                        File.Delete(PathOf(old));
                    }

                    return file;
                }

                file.Dispose();
            }
            catch (IOException) when (number < numbers.LastOrDefault() + MaxTries && File.Exists(PathOf(number)))
            {
                // Another process writes it.
            }
        }
    }

    private string PathOf(int number) =>
        number is 0
            ? path
            : Path.ChangeExtension(path, null)
                + string.Create(CultureInfo.InvariantCulture, $"_{number:D3}{Path.GetExtension(path)}");

    private SortedSet<int> Numbers()
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var numbers = new SortedSet<int>();
        foreach (
            var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{name}*{Path.GetExtension(path)}")
        )
        {
            var rest = Path.GetFileNameWithoutExtension(file)[name.Length..];
            if (rest.Length is 0)
            {
                numbers.Add(0);
            }
            else if (
                rest is ['_', .. var digits]
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }
}
