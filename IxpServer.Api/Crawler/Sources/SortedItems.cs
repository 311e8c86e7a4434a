namespace IxpServer.Api.Crawler.Sources;

/// <summary>Items held in memory, in the order in which they are read.</summary>
/// <param name="items">Items with ids of their own, in any order.</param>
internal sealed class SortedItems(IEnumerable<CrawlerItem> items)
{
    private static readonly Comparer<string> ById = Comparer<string>.Create(CrawlerItem.CompareIds);

    private readonly CrawlerItem[] _items = [.. items.OrderBy(item => item.Id, ById)];

    internal int Count => _items.Length;

    internal IEnumerable<CrawlerItem> After(string? id)
    {
        for (var index = id is null ? 0 : FirstAfter(id); index < _items.Length; index++)
        {
            yield return _items[index];
        }
    }

    private int FirstAfter(string id)
    {
        var (low, high) = (0, _items.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = CrawlerItem.CompareIds(_items[middle].Id, id) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
