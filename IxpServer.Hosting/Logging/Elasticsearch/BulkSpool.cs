namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>
/// Keeps batches in files while Elasticsearch is away, up to a limit: then the oldest go. One file is one later
/// request. For one thread.
/// </summary>
internal sealed class BulkSpool(ElasticsearchOptions options, LogMetrics metrics) : IDisposable
{
    private const string Extension = ".ndjson";

    private readonly SortedDictionary<long, (string Path, long Length)> _files = [];
    private FileStream? _held;
    private long _number;
    private long _active;
    private long _bytes;

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty => _files.Count is 0;

    /// <summary>How many bytes wait.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Finds what an earlier process left; makes nothing on the disk before it is needed.</summary>
    internal void Open()
    {
        if (Directory.Exists(options.SpoolDirectory))
        {
            TryOnDisk(Claim);
        }
    }

    /// <summary>Adds a batch; false when the disk fails.</summary>
    internal bool TryAppend(BulkBatch batch) =>
        TryOnDisk(() =>
        {
            Claim();

            // Not to a file of an earlier process: a crash may have cut off its end.
            if (!_files.TryGetValue(_active, out var file) || file.Length + batch.Body.Length > options.BatchBytes)
            {
                _active = ++_number;
            }

            Write(_active, FileMode.Append, batch);
            Trim();
        });

    /// <summary>What is to be sent next; null when there is nothing.</summary>
    internal BulkBatch? ReadOldest()
    {
        while (_files.Count > 0)
        {
            var batch = BulkBatch.Empty;
            if (TryOnDisk(() => batch = Read(_files.First().Value.Path)) && batch.Count > 0)
            {
                return batch;
            }

            RemoveOldest();
        }

        return null;
    }

    /// <summary>What <see cref="ReadOldest"/> gave is written, but for this.</summary>
    internal void ReplaceOldest(BulkBatch rest)
    {
        if (rest.Count is 0)
        {
            RemoveOldest();
        }
        else if (rest.Body.Length < _files.First().Value.Length)
        {
            Add(-_files.First().Value.Length);
            if (!TryOnDisk(() => Write(_files.First().Key, FileMode.Create, rest)))
            {
                RemoveOldest();
            }
        }
    }

    public void Dispose() => _held?.Dispose();

    private void RemoveOldest()
    {
        var (number, (path, length)) = _files.First();
        TryOnDisk(() => File.Delete(path));
        _files.Remove(number);
        Add(-length);
    }

    private void Trim()
    {
        while (_bytes > options.SpoolBytes && _files.Count > 1)
        {
            metrics.CountDocuments(Read(_files.First().Value.Path).Count, "dropped");
            RemoveOldest();
        }
    }

    private void Write(long number, FileMode mode, BulkBatch batch)
    {
        var path = Name(number);
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

        _files[number] = (path, file.Length);
        Add(batch.Body.Length);
    }

    private void Claim()
    {
        if (_held is not null)
        {
            return;
        }

        _held = SpoolDirectory.Claim(options.SpoolDirectory);
        var own = Path.GetDirectoryName(_held.Name)!;
        _number = SpoolDirectory.Numbered(own, Extension).Select(file => file.Number).DefaultIfEmpty().Max();
        SpoolDirectory.Adopt(options.SpoolDirectory, Extension, () => Name(++_number));
        foreach (var (number, path, length) in SpoolDirectory.Numbered(own, Extension))
        {
            _files.Add(number, (path, length));
            Add(length);
        }
    }

    private string Name(long number) => Path.Combine(Path.GetDirectoryName(_held!.Name)!, $"{number:D10}{Extension}");

    private void Add(long bytes) => Volatile.Write(ref _bytes, _bytes + bytes);

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
