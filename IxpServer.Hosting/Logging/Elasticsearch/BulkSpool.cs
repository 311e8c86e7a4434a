namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>
/// Keeps batches in files while Elasticsearch is away, up to a limit: then the oldest go. One file is one later
/// request. For one thread.
/// </summary>
internal sealed class BulkSpool(ElasticsearchOptions options, LogMetrics metrics) : IDisposable
{
    private readonly SpoolFiles _files = new(options.SpoolDirectory, ".ndjson");
    private string? _active;

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty => _files.Count is 0;

    /// <summary>How many bytes wait.</summary>
    internal long Bytes => _files.Bytes;

    /// <summary>Finds what an earlier process left; makes nothing on the disk before it is needed.</summary>
    internal void Open() => TryOnDisk(_files.Open);

    /// <summary>Adds a batch; false when the disk fails.</summary>
    internal bool TryAppend(BulkBatch batch) =>
        TryOnDisk(() =>
        {
            // Not to a file of an earlier process: a crash may have cut off its end.
            if (
                _active is null
                || _files.LengthOf(_active) is not { } length
                || length + batch.Body.Length > options.BatchBytes
            )
            {
                _active = _files.NewPath();
            }

            Write(_active, FileMode.Append, batch);
            Trim();
        });

    /// <summary>What is to be sent next; null when there is nothing.</summary>
    internal BulkBatch? ReadOldest()
    {
        while (_files.Oldest is { } file)
        {
            var batch = BulkBatch.Empty;
            if (TryOnDisk(() => batch = Read(file)) && batch.Count > 0)
            {
                return batch;
            }

            TryOnDisk(_files.RemoveOldest);
        }

        return null;
    }

    /// <summary>What <see cref="ReadOldest"/> gave is written, but for this.</summary>
    internal void ReplaceOldest(BulkBatch rest)
    {
        var file = _files.Oldest!;
        var isSame = rest.Count > 0 && rest.Body.Length >= _files.LengthOf(file);
        if (!isSame && (rest.Count is 0 || !TryOnDisk(() => Write(file, FileMode.Create, rest))))
        {
            TryOnDisk(_files.RemoveOldest);
        }
    }

    public void Dispose() => _files.Dispose();

    private void Trim()
    {
        while (_files.Bytes > options.SpoolBytes && _files.Count > 1)
        {
            metrics.CountDocuments(Read(_files.Oldest!).Count, "dropped");
            _files.RemoveOldest();
        }
    }

    private void Write(string path, FileMode mode, BulkBatch batch)
    {
        var settings = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, settings);
        var before = file.Length;
        try
        {
            file.Write(batch.Body.Span);
            file.Flush();
        }
        catch
        {
            file.SetLength(before);
            throw;
        }

        _files.SetLength(path, file.Length);
    }

    private static BulkBatch Read(string path) => BulkBatch.Of(File.ReadAllBytes(path));

    private static bool TryOnDisk(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
