namespace IxpServer.Api.Crawler.Sources;

/// <summary>What a source gave that is not served, with the reason. Each item is logged when it is first met.</summary>
internal sealed partial class DroppedItems(string source, ILogger logger)
{
    /// <summary>More than these are neither logged nor counted.</summary>
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _reasons.Count;
            }
        }
    }

    /// <summary>Replaces what was known of a batch of the source by what was found there now.</summary>
    /// <param name="after">The batch begins after this id; null means the source's begin.</param>
    /// <param name="last">Its last id; null means the source's end.</param>
    /// <param name="found">Ids with the reason.</param>
    internal void Replace(string? after, string? last, IReadOnlyList<KeyValuePair<string, string>> found)
    {
        lock (_gate)
        {
            var before = _reasons.Where(entry => IsWithin(entry.Key, after, last)).ToDictionary();
            foreach (var id in before.Keys)
            {
                _reasons.Remove(id);
            }

            foreach (var (id, reason) in found.Take(Most - _reasons.Count))
            {
                _reasons[id] = reason;
                if (before.GetValueOrDefault(id) != reason)
                {
                    LogDropped(source, id, reason);
                }
            }
        }
    }

    private static bool IsWithin(string id, string? after, string? last) =>
        (after is null || CrawlerItem.CompareIds(id, after) > 0)
        && (last is null || CrawlerItem.CompareIds(id, last) <= 0);

    [LoggerMessage(LogLevel.Warning, "Crawler source '{Source}': item '{Id}' is left out: {Reason}")]
    private partial void LogDropped(string source, string id, string reason);
}
