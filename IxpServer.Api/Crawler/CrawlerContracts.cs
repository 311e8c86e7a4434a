using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace IxpServer.Api.Crawler;

// These types describe the answer to the OpenAPI document. The answer itself is written by hand: items carry whatever
// further members their source gives them.

/// <summary>The answer of <c>GET /ixp/crawler_content</c>.</summary>
/// <param name="Contents">The page's items.</param>
/// <param name="Pagination">How the walk goes on.</param>
/// <param name="LastUpdated">The date of the page's newest item; null on an empty page.</param>
/// <param name="Metadata">Only with <c>includeMetadata=true</c>.</param>
public sealed record CrawlerContentBody(
    IReadOnlyList<CrawlerItemBody> Contents,
    CrawlerPaginationBody Pagination,
    string? LastUpdated,
    CrawlerMetadataBody? Metadata = null
);

/// <summary>An item. With <c>fields</c> only type and id are certain.</summary>
/// <param name="Type">What kind of thing it is, such as <c>intent</c>.</param>
/// <param name="Id">Unique within its source.</param>
/// <param name="Title">A short name for people.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="LastUpdated">When it last changed.</param>
/// <param name="Source">The source it is from.</param>
public sealed record CrawlerItemBody(
    string Type,
    string Id,
    string? Title = null,
    string? Description = null,
    string? LastUpdated = null,
    string? Source = null
)
{
    /// <summary>Whatever else its source says of it.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>How a walk goes on.</summary>
/// <param name="NextCursor">The cursor of the next page; null on the last.</param>
/// <param name="HasMore">Whether there is a next page.</param>
/// <param name="Total">How many items the whole walk has, where that is known.</param>
public sealed record CrawlerPaginationBody(string? NextCursor, bool HasMore, long? Total = null);

/// <summary>Where the items are from.</summary>
/// <param name="Sources">The sources of the walk.</param>
/// <param name="Skipped">Sources of which this page lacks something.</param>
public sealed record CrawlerMetadataBody(
    IReadOnlyList<CrawlerSourceBody> Sources,
    IReadOnlyList<CrawlerSkippedBody> Skipped
);

/// <summary>A source.</summary>
/// <param name="Name">What <c>source</c> calls it.</param>
/// <param name="Dropped">Items that are left out because they cannot be served, as far as they were read.</param>
/// <param name="Description">What it holds.</param>
/// <param name="Version">The version of its contents' format.</param>
/// <param name="Total">How many items it has, where that is known.</param>
/// <param name="Schema">The JSON Schema of its items.</param>
public sealed record CrawlerSourceBody(
    string Name,
    int Dropped,
    string? Description = null,
    string? Version = null,
    long? Total = null,
    JsonObject? Schema = null
);

/// <summary>A source that could not be read for this page.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Code">The error that a request naming it would get.</param>
/// <param name="Reason">In words.</param>
public sealed record CrawlerSkippedBody(string Source, string Code, string Reason);
