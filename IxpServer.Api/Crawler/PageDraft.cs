using IxpServer.Api.Crawler.Sources;

namespace IxpServer.Api.Crawler;

/// <summary>A page while it is filled.</summary>
internal sealed class PageDraft(CrawlerRequest request)
{
    /// <summary>
    /// A page ends after so many batches even if few of the items in them were asked for; the next one goes on.
    /// </summary>
    private const int MaxBatches = 50;

    private readonly List<FoundItem> _items = [];
    private string _source = "";
    private int _room;
    private int _batches;

    internal IReadOnlyList<FoundItem> Items => _items;

    internal DateTimeOffset? NewerThan => request.NewerThan;

    /// <summary>Whether there is at least one more item, or may be.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Makes room for a source's items: what the page has left, and what the source allows.</summary>
    internal void Begin(CrawlerSource source)
    {
        var max = source.Limit(request.Limit);
        var limit = request.Limit ?? (request.Sources.Count is 1 ? max : CrawlerRequest.DefaultLimit);
        _source = source.Name;
        _room = Math.Min(max, limit - _items.Count);
    }

    /// <summary>Takes an item that was asked for; false when it is one too many.</summary>
    internal bool TryAdd(CrawlerItem item)
    {
        if (!IsWanted(item))
        {
            return true;
        }

        IsOver = _room is 0;
        if (!IsOver)
        {
            _items.Add(new FoundItem(_source, item));
            _room--;
        }

        return !IsOver;
    }

    /// <summary>Counts a batch that was read to its end; true when the page is over with it.</summary>
    internal bool EndsWithBatch() => IsOver = ++_batches >= MaxBatches;

    private bool IsWanted(CrawlerItem item) =>
        (request.Types.Count is 0 || request.Types.Contains(item.Type, StringComparer.Ordinal))
        && (request.NewerThan is not { } date || item.LastUpdated > date);
}
