namespace IxpServer.Api.Crawler.Sources;

/// <summary>
/// Which batches of a source have been read, one behind the other from its beginning: what begins anywhere between is
/// found in one of them. Callers choose where they go on, and must not choose what is cached.
/// </summary>
internal sealed class BatchIndex
{
    /// <summary>The beginning of a source, before any id.</summary>
    internal const string Beginning = "";

    /// <summary>More than these are forgotten, and learnt again from the beginning: a source that shrinks leaves some behind.</summary>
    private const int MaxKnown = 10_000;

    private readonly Lock _gate = new();
    private readonly List<(string Start, string? End)> _known = [];

    /// <summary>Where the batch begins that holds what comes after an id; null when that is in none.</summary>
    /// <param name="after">The id, or <see cref="Beginning"/>.</param>
    internal string? StartOf(string after)
    {
        lock (_gate)
        {
            var next = FirstAfter(after);
            if (next is 0)
            {
                return after is Beginning ? Beginning : null;
            }

            var (start, end) = _known[next - 1];
            return start == after || end is null || CrawlerItem.CompareIds(after, end) < 0 ? start
                : end == after ? after
                : null;
        }
    }

    /// <summary>Takes note of a batch. Those that began within it are not read again.</summary>
    /// <param name="start">What <see cref="StartOf"/> gave.</param>
    /// <param name="end">Its last id; null at the source's end.</param>
    internal void Set(string start, string? end)
    {
        lock (_gate)
        {
            if (_known.Count >= MaxKnown)
            {
                _known.Clear();
            }

            var next = FirstAfter(start);
            var first = next > 0 && _known[next - 1].Start == start ? next - 1 : next;
            while (next < _known.Count && (end is null || CrawlerItem.CompareIds(_known[next].Start, end) < 0))
            {
                next++;
            }

            _known.RemoveRange(first, next - first);
            _known.Insert(first, (start, end));
        }
    }

    /// <summary>The place of the first batch that begins after an id.</summary>
    private int FirstAfter(string id)
    {
        var (low, high) = (0, _known.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = CrawlerItem.CompareIds(_known[middle].Start, id) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
