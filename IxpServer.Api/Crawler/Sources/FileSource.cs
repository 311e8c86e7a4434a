using System.Text.Json;
using IxpServer.Api.Configuration;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>
/// A source that is a JSON file. The file is read again when it has changed; one that cannot be used leaves the items
/// before it in use, as the registry's files do.
/// </summary>
internal sealed partial class FileSource(
    CrawlerSourceOptions options,
    string path,
    CompiledSchema? schema,
    DroppedItems dropped,
    ILogger logger
) : ICrawlerSource
{
    private readonly Lock _gate = new();
    private IReadOnlyDictionary<string, CrawlerItem> _known = new Dictionary<string, CrawlerItem>();
    private SortedItems _items = new([]);
    private (string, long, DateTime) _seen;
    private volatile string? _told;

    public string Name => options.Name;

    public string? Description => options.Description;

    public string? Version => options.Version;

    public long? Total => _items.Count;

    public IAsyncEnumerable<CrawlerItem> ReadAsync(CrawlerRead read, CancellationToken cancel)
    {
        try
        {
            LoadIfChanged();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            if (fault.Message != _told)
            {
                _told = fault.Message;
                LogKept(Name, fault.Message);
            }
        }

        return _items.After(read.After).ToAsyncEnumerable();
    }

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">The file is no JSON, or no list of items.</exception>
    internal void LoadIfChanged()
    {
        lock (_gate)
        {
            // Opened by its real path, so that what is noted as seen is what is read even while a link is switched.
            var real = RealPath.Of(path);
            using var file = File.OpenHandle(real, share: FileShare.ReadWrite | FileShare.Delete);
            var (length, date) = (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
            if ((real, length, date) == _seen)
            {
                return;
            }

            // Noted before reading, so that a file that cannot be used is reported once and not at every request.
            _seen = (real, length, date);
            var bytes = new byte[length];
            var filled = 0;
            while (RandomAccess.Read(file, bytes.AsSpan(filled), filled) is > 0 and var count)
            {
                filled += count;
            }

            var reader = new FileItemReader(options.Type ?? Name, schema, new DateTimeOffset(date), _known);
            reader.Read(bytes.AsSpan(0, filled));
            (_known, _items) = (reader.Items, new SortedItems(reader.Items.Values));
            dropped.Replace(null, null, reader.Dropped);
            _told = null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Crawler source '{Source}' not reloaded, its last good items stay in use: {Fault}")]
    private partial void LogKept(string source, string fault);
}
