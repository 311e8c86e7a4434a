using IxpServer.Api.Caching;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Memory;

namespace IxpServer.Api.Operations;

/// <summary>Administrators look at the cache and clear it.</summary>
internal static class CacheEndpoints
{
    private const int LongestText = 512;

    private static readonly string[] Ways = ["key", "tag", "pattern", "all"];

    internal static void MapCache(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/cache").WithTags("Cache").RequireAuthorization(SecurityServices.Admin);
        group
            .MapMethods("", EndpointDescriptions.GetAndHead, Describe)
            .WithName("describeCache")
            .WithSummary("How large this replica's cache is and what it has done")
            .Produces<CacheBody>()
            .ProducesIxpErrors(401, 403);
        group
            .MapDelete("", RemoveAsync)
            .WithName("clearCache")
            .WithSummary("Removes from every replica: one key, a tag, what a pattern matches, or all")
            .WithQuery(Ways)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesIxpErrors(400, 401, 403);
    }

    private static Ok<CacheBody> Describe(
        HttpContext context,
        MemoryCache memory,
        CacheOptions options,
        CacheMetrics metrics,
        IServiceProvider services
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        var redis = services.GetService<RedisLink>();
        return TypedResults.Ok(
            new CacheBody(
                memory.Count,
                options.MemoryEntries,
                redis is null ? "none"
                    : redis.IsConnected ? "connected"
                    : "away",
                metrics.Totals
            )
        );
    }

    private static async Task RemoveAsync(HttpContext context, IxpCache cache, CancellationToken cancel)
    {
        var query = context.Request.Query;
        var given = Ways.Where(query.ContainsKey).ToList();
        var text = given is [var one] ? query[one].ToString() : "";
        if (text.Length is 0 or > LongestText || (given[0] is "all" && text is not "true"))
        {
            await ErrorResponse.WriteAsync(
                context,
                IxpError.InvalidRequest(
                    $"Say what to remove: one of key, tag and pattern with a text of up to {LongestText} characters, or all=true"
                )
            );
            return;
        }

        await (
            given[0] switch
            {
                "key" => cache.RemoveAsync(text, cancel).AsTask(),
                "tag" => cache.RemoveByTagAsync(text, cancel).AsTask(),
                "pattern" => cache.RemoveByPatternAsync(text, cancel),
                _ => cache.ClearAsync(cancel).AsTask(),
            }
        );
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}

/// <summary>The answer of <c>GET /api/cache</c>, of the replica that was asked.</summary>
/// <param name="Entries">Values in memory.</param>
/// <param name="MostEntries">The most that fit, each of up to 64 KB.</param>
/// <param name="Redis"><c>connected</c>, <c>away</c>, or <c>none</c> when it is not configured.</param>
/// <param name="Totals">What it has done since the server's start.</param>
public sealed record CacheBody(int Entries, int MostEntries, string Redis, CacheTotals Totals);
