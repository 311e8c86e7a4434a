using System.Runtime.CompilerServices;
using IxpServer.Api.Crawler.Sources;

namespace IxpServer.Tests.Crawler;

/// <summary>A source in code whose items a test changes as it likes.</summary>
public sealed class MemorySource(string name, params string[] ids) : ICrawlerSource
{
    public static readonly DateTimeOffset Date = new(2026, 1, 1, 0, 0, 0, default);

    public string Name => name;

    public IDictionary<string, CrawlerItem> Items { get; } = ids.ToDictionary(id => id, Item);

    /// <summary>How often it was read.</summary>
    public int Reads { get; private set; }

    /// <summary>Fails when it is about to give this item; "" fails at once.</summary>
    public string? FailsAt { get; set; }

    /// <summary>Gives items in this order instead of the right one.</summary>
    public IReadOnlyList<string>? Order { get; set; }

    public static CrawlerItem Item(string id) =>
        new()
        {
            Id = id,
            Type = "thing",
            LastUpdated = Date,
        };

    public async IAsyncEnumerable<CrawlerItem> ReadAsync(
        CrawlerRead read,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        Reads++;
        await Task.Yield();
        FailIf(FailsAt is "");
        var sorted = Items.Keys.Order(Comparer<string>.Create(CrawlerItem.CompareIds));
        foreach (var id in Order ?? [.. sorted])
        {
            if (read.After is null || CrawlerItem.CompareIds(id, read.After) > 0)
            {
                FailIf(FailsAt == id);
                yield return Items[id];
            }
        }
    }

    private static void FailIf(bool fails)
    {
        if (fails)
        {
            throw new IOException("the shelf fell over");
        }
    }
}
