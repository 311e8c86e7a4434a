using IxpServer.Data.IntentLogs;
using IxpServer.Hosting;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// Keeps rows in files while the database is away. Each process has a directory of its own below the configured one: the
/// first numbered one that no other process holds locked, so that one that is started again finds what it left.
/// </summary>
public sealed partial class IntentLogSpool(
    IntentLogOptions options,
    IntentLogMetrics metrics,
    ILogger<IntentLogSpool> logger
) : IDisposable
{
    private const long LargestFile = 8 * 1024 * 1024;
    private const string Extension = ".rows";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, (string Path, long Length)> _sealed = [];
    private FileStream? _held;
    private SpoolFile? _active;
    private long _activeNumber;

    /// <summary>Whether there is nothing to replay.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _sealed.Count is 0 && _active is null;
            }
        }
    }

    /// <summary>Finds what an earlier process left. Without that, nothing is made on the disk before it is needed.</summary>
    internal void Open()
    {
        lock (_lock)
        {
            if (_held is null && Directory.Exists(options.SpoolDirectory))
            {
                Claim();
            }
        }
    }

    /// <summary>Adds a batch; it is on the disk when this returns true.</summary>
    /// <returns>False when the spool is full or the disk fails, which is in the log.</returns>
    internal bool TryAppend(IntentLogRows rows)
    {
        lock (_lock)
        {
            try
            {
                if (metrics.SpooledBytes + rows.Bytes.Length > options.SpoolBytes)
                {
                    LogFull(options.SpoolDirectory, options.SpoolBytes, rows.Count);
                    return false;
                }

                if (_held is null)
                {
                    Claim();
                }

                _active ??= SpoolFile.Create(Name(++_activeNumber));
                var before = _active.Length;
                _active.Append(rows);
                metrics.SpooledBytes += _active.Length - before;
                if (_active.Length >= LargestFile)
                {
                    Seal();
                }

                return true;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                LogFailed(options.SpoolDirectory, rows.Count, fault);
                return false;
            }
        }
    }

    /// <summary>The file to replay next; nothing is added to it any more. Null when there is none.</summary>
    internal string? Oldest()
    {
        lock (_lock)
        {
            if (_sealed.Count is 0 && _active is not null)
            {
                Seal();
            }

            return _sealed.Count is 0 ? null : _sealed.First().Value.Path;
        }
    }

    /// <summary>Deletes the file that <see cref="Oldest"/> gave: its rows are in the database.</summary>
    internal void RemoveOldest()
    {
        lock (_lock)
        {
            var (number, (path, length)) = _sealed.First();
            File.Delete(path);
            _sealed.Remove(number);
            metrics.SpooledBytes -= length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _active?.Dispose();
            _held?.Dispose();
        }
    }

    private void Seal()
    {
        _sealed.Add(_activeNumber, (_active!.Path, _active.Length));
        _active.Dispose();
        _active = null;
    }

    private string Name(long number) => Path.Combine(Path.GetDirectoryName(_held!.Name)!, $"{number:D10}{Extension}");

    /// <exception cref="IOException">No directory is free.</exception>
    private void Claim()
    {
        _held = SpoolDirectory.Claim(options.SpoolDirectory);
        var own = Path.GetDirectoryName(_held.Name)!;
        _activeNumber = SpoolDirectory.Numbered(own, Extension).Select(file => file.Number).DefaultIfEmpty().Max();
        SpoolDirectory.Adopt(options.SpoolDirectory, Extension, () => Name(++_activeNumber));
        foreach (var (number, path, length) in SpoolDirectory.Numbered(own, Extension))
        {
            _sealed.Add(number, (path, length));
        }

        metrics.SpooledBytes = _sealed.Values.Sum(file => file.Length);
        if (_sealed.Count > 0)
        {
            LogFound(_sealed.Count, metrics.SpooledBytes, options.SpoolDirectory);
        }
    }

    [LoggerMessage(LogLevel.Information, "Found {Files} files ({Bytes} bytes) of intent logs in {Directory} to replay")]
    private partial void LogFound(int files, long bytes, string directory);

    [LoggerMessage(
        LogLevel.Error,
        "The spool {Directory} has reached {Limit} bytes: {Rows} rows of intent logs are lost"
    )]
    private partial void LogFull(string directory, long limit, int rows);

    [LoggerMessage(LogLevel.Error, "The spool {Directory} cannot be written: {Rows} rows of intent logs are lost")]
    private partial void LogFailed(string directory, int rows, Exception fault);
}
