using IxpServer.Api.Caching;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using Microsoft.Extensions.Caching.Memory;

namespace IxpServer.Api.Operations;

/// <summary>Administrators look at the cache and clear it.</summary>
internal static class CacheEndpoints
{
    internal static void MapCache(this IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapApiGroup("/api/cache", "Cache")
            .RequireAuthorization(SecurityServices.Admin)
            .NeverCached();
        group
            .MapMethods("", EndpointDescriptions.GetAndHead, Describe)
            .WithName("describeCache")
            .WithSummary("How large this replica's cache is and what it has done");
        group
            .MapDelete("", RemoveAsync)
            .WithName("clearCache")
            .WithSummary("Removes from every replica: one key, a tag, what a pattern matches, or all");
    }

    private static Outcome<CacheBody> Describe(
        MemoryCache memory,
        CacheOptions options,
        CacheMetrics metrics,
        IServiceProvider services
    )
    {
        var redis = services.GetService<RedisLink>();
        return new CacheBody(
            memory.Count,
            options.MemoryEntries,
            redis is null ? "none"
                : redis.IsConnected ? "connected"
                : "away",
            metrics.Totals
        );
    }

    private static async Task<Outcome<Done>> RemoveAsync(
        Query<CacheRemoval> removal,
        IxpCache cache,
        CancellationToken cancel
    )
    {
        var (what, text) = removal.Value;
        await (
            what switch
            {
                "key" => cache.RemoveAsync(text, cancel).AsTask(),
                "tag" => cache.RemoveByTagAsync(text, cancel).AsTask(),
                "pattern" => cache.RemoveByPatternAsync(text, cancel),
                _ => cache.ClearAsync(cancel).AsTask(),
            }
        );
        return default(Done);
    }
}

/// <summary>What is removed from the cache.</summary>
/// <param name="What"><c>key</c>, <c>tag</c>, <c>pattern</c> or <c>all</c>.</param>
/// <param name="Text">The key, tag or pattern.</param>
internal sealed record CacheRemoval(string What, string Text) : IQuery<CacheRemoval>
{
    private const int MaxText = 512;

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.Text("key", "One key", MaxText),
        QueryParameter.Text("tag", "All that has this tag", MaxText),
        QueryParameter.Text("pattern", "All whose key it matches, with * for any text", MaxText),
        QueryParameter.OneOf("all", "Everything", "true"),
    ];

    public static CacheRemoval Read(QueryFields fields)
    {
        var given = Parameters.Where(one => fields.Has(one.Name)).Select(one => one.Name).ToList();
        var text = given is [var one] ? fields.Value(one) ?? "" : "";
        if (text.Length is 0 or > MaxText || (given[0] is "all" && text is not "true"))
        {
            fields.Refuse(
                $"Say what to remove: one of key, tag and pattern with a text of up to {MaxText} characters, or all=true"
            );
            return new("", "");
        }

        return new(given[0], text);
    }
}

/// <summary>The answer of <c>GET /api/cache</c>, of the replica that was asked.</summary>
/// <param name="Entries">Values in memory.</param>
/// <param name="MostEntries">The most that fit, each of up to 64 KB.</param>
/// <param name="Redis"><c>connected</c>, <c>away</c>, or <c>none</c> when it is not configured.</param>
/// <param name="Totals">What it has done since the server's start.</param>
public sealed record CacheBody(int Entries, int MostEntries, string Redis, CacheTotals Totals);
