using System.Globalization;

namespace IxpServer.Hosting;

/// <summary>
/// What waits on the disk: numbered files, the oldest first. Each process has a directory of its own below the configured
/// one, the first that no other process holds locked, so that one that is started again finds what it left; it takes over
/// what processes have left that do not run any more. For one thread at a time.
/// </summary>
/// <param name="root">The configured directory.</param>
/// <param name="extension">Of the files, such as <c>.rows</c>.</param>
public sealed class SpoolFiles(string root, string extension) : IDisposable
{
    private const int MaxProcesses = 64;

    private readonly SortedDictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private FileStream? _held;
    private long _number;
    private long _bytes;

    /// <summary>How many files wait.</summary>
    public int Count => _lengths.Count;

    /// <summary>How many bytes wait.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The file to be read next; null when nothing waits.</summary>
    public string? Oldest => _lengths.Count is 0 ? null : _lengths.First().Key;

    /// <summary>Finds what was left. Without that, nothing is made on the disk before it is needed.</summary>
    /// <exception cref="IOException">No directory is free, or the disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public void Open()
    {
        if (_held is null && Directory.Exists(root))
        {
            Claim();
        }
    }

    /// <summary>The path for a file behind all others. It waits once <see cref="SetLength"/> says how long it is.</summary>
    /// <exception cref="IOException">No directory is free, or the disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public string NewPath()
    {
        if (_held is null)
        {
            Claim();
        }

        return Path.Combine(Path.GetDirectoryName(_held!.Name)!, $"{++_number:D10}{extension}");
    }

    /// <summary>The length of a file that waits; null for what does not.</summary>
    public long? LengthOf(string path) => _lengths.TryGetValue(path, out var length) ? length : null;

    /// <summary>A file has this length now.</summary>
    public void SetLength(string path, long length)
    {
        Volatile.Write(ref _bytes, _bytes + length - (LengthOf(path) ?? 0));
        _lengths[path] = length;
    }

    /// <summary>Deletes the oldest file. It does not wait any more even where the disk fails.</summary>
    /// <exception cref="IOException">The disk fails: the next process will find the file.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void RemoveOldest()
    {
        var path = Oldest!;
        try
        {
            File.Delete(path);
        }
        finally
        {
            SetLength(path, 0);
            _lengths.Remove(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held?.Dispose();

    private void Claim()
    {
        var own = Enumerable
            .Range(0, MaxProcesses)
            .Select(process => TryLock(Path.Combine(root, $"{process}")))
            .FirstOrDefault(held => held is not null);
        _held = own ?? throw new IOException($"{MaxProcesses} processes use the spool directory {root} already");
        foreach (var (number, file) in Numbered(Path.GetDirectoryName(own.Name)!))
        {
            _number = Math.Max(_number, number);
            SetLength(file.FullName, file.Length);
        }

        foreach (var directory in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (Numbered(directory).Any() && TryLock(directory) is { } left)
            {
                using (left)
                {
                    Adopt(directory);
                }
            }
        }
    }

    /// <summary>Where fewer processes run than before, nobody else would find these.</summary>
    private void Adopt(string directory)
    {
        foreach (var (_, file) in Numbered(directory).OrderBy(file => file.Number).ToList())
        {
            var path = NewPath();
            file.MoveTo(path);
            SetLength(path, file.Length);
        }
    }

    private IEnumerable<(long Number, FileInfo File)> Numbered(string directory)
    {
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles($"*{extension}"))
        {
            if (
                long.TryParse(Path.GetFileNameWithoutExtension(file.Name), CultureInfo.InvariantCulture, out var number)
            )
            {
                yield return (number, file);
            }
        }
    }

    /// <summary>The operating system lets go of the lock when the process ends, however that ends.</summary>
    private static FileStream? TryLock(string directory)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }
}
