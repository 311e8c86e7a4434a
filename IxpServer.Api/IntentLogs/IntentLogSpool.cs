using IxpServer.Data.IntentLogs;
using IxpServer.Hosting;

namespace IxpServer.Api.IntentLogs;

/// <summary>Keeps rows in files while the database is away.</summary>
public sealed partial class IntentLogSpool(
    IntentLogOptions options,
    IntentLogMetrics metrics,
    ILogger<IntentLogSpool> logger
) : IDisposable
{
    private const long MaxFile = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly SpoolFiles _files = new(options.SpoolDirectory, ".rows");
    private SpoolFile? _active;

    /// <summary>Whether there is nothing to replay.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _files.Count is 0;
            }
        }
    }

    /// <summary>Finds what an earlier process left. Without that, nothing is made on the disk before it is needed.</summary>
    internal void Open()
    {
        lock (_lock)
        {
            _files.Open();
            metrics.SpooledBytes = _files.Bytes;
            if (_files.Count > 0)
            {
                LogFound(_files.Count, _files.Bytes, options.SpoolDirectory);
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
                if (_files.Bytes + rows.Bytes.Length > options.SpoolBytes)
                {
                    LogFull(options.SpoolDirectory, options.SpoolBytes, rows.Count);
                    return false;
                }

                _active ??= SpoolFile.Create(_files.NewPath());
                _active.Append(rows);
                _files.SetLength(_active.Path, _active.Length);
                metrics.SpooledBytes = _files.Bytes;
                if (_active.Length >= MaxFile)
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
            if (_files.Oldest == _active?.Path)
            {
                Seal();
            }

            return _files.Oldest;
        }
    }

    /// <summary>Deletes the file that <see cref="Oldest"/> gave: its rows are in the database.</summary>
    internal void RemoveOldest()
    {
        lock (_lock)
        {
            try
            {
                _files.RemoveOldest();
            }
            finally
            {
                metrics.SpooledBytes = _files.Bytes;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _active?.Dispose();
            _files.Dispose();
        }
    }

    private void Seal()
    {
        _active?.Dispose();
        _active = null;
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
