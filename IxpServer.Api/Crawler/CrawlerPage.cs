using IxpServer.Api.Crawler.Sources;
using IxpServer.Api.Http;

namespace IxpServer.Api.Crawler;

/// <summary>One page of a walk.</summary>
internal sealed record CrawlerPage
{
    internal required CrawlerRequest Request { get; init; }

    internal required CrawlerScope Scope { get; init; }

    internal required IReadOnlyList<FoundItem> Items { get; init; }

    /// <summary>Where the walk goes on; null when it is complete.</summary>
    internal required string? NextCursor { get; init; }

    /// <summary>Sources of which this page lacks something, with the reason.</summary>
    internal required IReadOnlyList<SkippedSource> Skipped { get; init; }

    /// <summary>How many items the whole walk has; null where filters or sources do not let that be known.</summary>
    internal long? Total =>
        Request is { Types: [], NewerThan: null } && Scope.Sources.All(source => source.Total is not null)
            ? Scope.Sources.Sum(source => source.Total)
            : null;
}

/// <summary>An item and the source it is from.</summary>
internal sealed record FoundItem(string Source, CrawlerItem Item);

/// <summary>A source that could not be read, and the error a request that names it would get.</summary>
internal sealed record SkippedSource(string Source, IxpError Error);
