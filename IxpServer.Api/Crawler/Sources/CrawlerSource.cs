using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>A source with the rules that hold for it.</summary>
internal sealed record CrawlerSource
{
    internal required ICrawlerSource Items { get; init; }

    internal required CrawlerSourceOptions Options { get; init; }

    internal required DroppedItems Dropped { get; init; }

    /// <summary>The schema as it was configured, for the metadata.</summary>
    internal JsonElement? SchemaJson { get; init; }

    /// <summary>What items must satisfy.</summary>
    internal CompiledSchema? Schema { get; init; }

    /// <summary>A file's items are checked once, when the file is read, and not at every request.</summary>
    internal bool ChecksItself => Items is FileSource;

    internal SourceAuth? Auth { get; init; }

    internal RateWindow? Rate { get; init; }

    internal string Name => Items.Name;

    internal string? Description => Options.Description ?? Items.Description;

    internal string? Version => Options.Version ?? Items.Version;

    /// <summary>How many items are served; a source in code cannot know how many of its items break the schema.</summary>
    internal long? Total => Schema is null || ChecksItself ? Items.Total : null;

    /// <summary>Most items of this source that a page may hold.</summary>
    internal int Limit(int? wanted) => Math.Min(wanted ?? Options.Pagination.DefaultLimit, Options.Pagination.MaxLimit);

    /// <summary>Walks visit intents first and the other sources by name, so that a position outlives a restart.</summary>
    internal static int Compare(string left, string right) =>
        (left is not IntentSource.SourceName, left).CompareTo((right is not IntentSource.SourceName, right));
}
