namespace IxpServer.Api.Crawler.Sources;

/// <summary>
/// Something that crawlers may read, besides intents. Registered as a singleton; rules such as authentication or a
/// rate limit are set by configuration, under the same name.
/// </summary>
public interface ICrawlerSource
{
    /// <summary>What requests call it: letters, digits, dots, hyphens and underscores, 64 at most.</summary>
    string Name { get; }

    /// <summary>What it holds, in a sentence.</summary>
    string? Description => null;

    /// <summary>The version of its contents' format.</summary>
    string? Version => null;

    /// <summary>How many items it has; null where that is not known without effort.</summary>
    long? Total => null;

    /// <summary>
    /// Gives items in the ascending order of <see cref="CrawlerItem.CompareIds"/>, without gaps. The server stops
    /// reading when it has enough, so a large source should read as it goes.
    /// </summary>
    /// <param name="read">Where to begin.</param>
    /// <param name="cancel">Ends the reading.</param>
    IAsyncEnumerable<CrawlerItem> ReadAsync(CrawlerRead read, CancellationToken cancel);
}

/// <summary>Which items of a source are wanted.</summary>
/// <param name="After">Only items whose id comes after this one; null begins with the first.</param>
/// <param name="NewerThan">Items that are not newer may be left out, which spares the server to do it.</param>
public sealed record CrawlerRead(string? After, DateTimeOffset? NewerThan);
