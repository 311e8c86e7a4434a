using System.Collections.Concurrent;
using IxpServer.Api.Caching;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>
/// Reads a source in batches of bounded length, from the cache while they are fresh, and holds it to its contract:
/// ids that do not ascend would make a walk miss items or meet them twice.
/// </summary>
internal sealed class SourceReader(IxpCache cache, TimeProvider time)
{
    private const int BatchLength = 200;

    /// <summary>What a batch is counted for in the cache, in bytes: about 1.3 KB an item.</summary>
    private const int CacheSize = 256 * 1024;

    private static readonly TimeSpan MaxRead = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, BatchIndex> _indexes = new(StringComparer.Ordinal);

    /// <summary>Reads the items after an id. What the source throws, this throws.</summary>
    internal async Task<Batch> ReadAsync(CrawlerSource source, CrawlerRead read, CancellationToken cancel)
    {
        var isCached = source.Options.Cache.TtlSeconds > 0;
        if (isCached || source.Schema is not null)
        {
            // One entry serves crawlers with different dates, and what breaks the schema is counted whatever its date.
            read = read with
            {
                NewerThan = null,
            };
        }

        if (!isCached)
        {
            return await FetchAsync(source, read, cancel);
        }

        var index = _indexes.GetOrAdd(source.Name, _ => new BatchIndex());
        if (index.StartOf(read.After ?? BatchIndex.Beginning) is not { } start)
        {
            return await FetchAsync(source, read, cancel);
        }

        var begin = read with { After = start is BatchIndex.Beginning ? null : start };
        var batch = await ReadCachedAsync(source, begin, cancel);
        index.Set(start, batch.Last);
        return begin.After == read.After ? batch
            : batch.Last is null || CrawlerItem.CompareIds(batch.Last, read.After!) > 0
                ? batch with
                {
                    Items = [.. batch.Items.Where(item => CrawlerItem.CompareIds(item.Id, read.After!) > 0)],
                }
            // It is shorter than it was.
            : await FetchAsync(source, read, cancel);
    }

    private async Task<Batch> ReadCachedAsync(CrawlerSource source, CrawlerRead read, CancellationToken cancel)
    {
        var key = $"crawler:{source.Name}:{read.After}";
        var fresh = TimeSpan.FromSeconds(source.Options.Cache.TtlSeconds);
        var options = new CacheEntry(fresh, Bytes: CacheSize, Tags: ["crawler", $"crawler:{source.Name}"]);
        var entry = await cache.GetOrSetAsync<Entry>(
            key,
            async (_, _) => await FetchEntryAsync(source, read),
            options,
            cancel
        );
        if (time.GetUtcNow() - entry.At < fresh)
        {
            return entry.Batch;
        }

        // The cache goes by the system's clock; what counts is the server's own.
        entry = await FetchEntryAsync(source, read);
        await cache.SetAsync(key, entry, options, cancel);
        return entry.Batch;
    }

    /// <summary>Others may wait for the same entry, so the request that began does not end it.</summary>
    private async Task<Entry> FetchEntryAsync(CrawlerSource source, CrawlerRead read) =>
        new(await FetchAsync(source, read, CancellationToken.None), time.GetUtcNow());

    private async Task<Batch> FetchAsync(CrawlerSource source, CrawlerRead read, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(MaxRead, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        return await CollectAsync(source, read, limit.Token).WaitAsync(limit.Token);
    }

    private static async Task<Batch> CollectAsync(CrawlerSource source, CrawlerRead read, CancellationToken cancel)
    {
        var items = new List<CrawlerItem>();
        var dropped = new List<KeyValuePair<string, string>>();
        var (last, count) = (read.After, 0);
        await foreach (var item in source.Items.ReadAsync(read, cancel).WithCancellation(cancel))
        {
            if (!ItemCheck.IsId(item.Id))
            {
                throw new InvalidDataException($"'{item.Id}' is no id: it must be 1 to 256 characters of valid text");
            }

            if (last is not null && CrawlerItem.CompareIds(item.Id, last) <= 0)
            {
                throw new InvalidDataException($"The id '{item.Id}' does not come after '{last}'");
            }

            last = item.Id;
            if (!source.ChecksItself && ItemCheck.Fault(item, source.Schema) is { } fault)
            {
                dropped.Add(new(item.Id, fault));
            }
            else
            {
                items.Add(item);
            }

            if (++count == BatchLength)
            {
                Report(source, read.After, last, dropped);
                return new Batch(items, last);
            }
        }

        Report(source, read.After, null, dropped);
        return new Batch(items, null);
    }

    private static void Report(
        CrawlerSource source,
        string? after,
        string? last,
        List<KeyValuePair<string, string>> dropped
    )
    {
        if (!source.ChecksItself)
        {
            source.Dropped.Replace(after, last, dropped);
        }
    }

    private sealed record Entry(Batch Batch, DateTimeOffset At);
}

/// <summary>Some consecutive items of a source.</summary>
/// <param name="Items">Those that can be served.</param>
/// <param name="Last">The last id that was read; null at the source's end.</param>
internal sealed record Batch(IReadOnlyList<CrawlerItem> Items, string? Last);
