using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>The registry's crawlable intents.</summary>
internal sealed class IntentSource(RegistryStore registry) : ICrawlerSource
{
    internal const string SourceName = "intents";

    private volatile Indexed? _indexed;

    public string Name => SourceName;

    public string Description => "Intents that this server fulfils";

    public string Version => DefinitionList.FormatVersion;

    public long? Total => Items.Count;

    private SortedItems Items
    {
        get
        {
            var snapshot = registry.Current;
            var indexed = _indexed;
            if (indexed?.Snapshot != snapshot)
            {
                _indexed = indexed = new Indexed(
                    snapshot,
                    new SortedItems(snapshot.Intents.Where(intent => intent.Crawlable).Select(Item))
                );
            }

            return indexed.Items;
        }
    }

    public IAsyncEnumerable<CrawlerItem> ReadAsync(CrawlerRead read, CancellationToken cancel) =>
        Items.After(read.After).ToAsyncEnumerable();

    private static CrawlerItem Item(IntentDefinition intent) =>
        new()
        {
            Id = intent.Name,
            Type = "intent",
            Title = intent.Title,
            Description = intent.Description,
            LastUpdated = intent.LastUpdated,
            Data = JsonElement.Parse(JsonReading.Write(writer => WriteData(writer, intent))),
        };

    private static void WriteData(Utf8JsonWriter writer, IntentDefinition intent)
    {
        writer.WriteStartObject();
        if (intent.Category is not null)
        {
            writer.WriteString("category", intent.Category);
        }

        if (intent.Tags.Count > 0)
        {
            writer.WriteStartArray("tags");
            foreach (var tag in intent.Tags)
            {
                writer.WriteStringValue(tag);
            }

            writer.WriteEndArray();
        }

        writer.WriteString("version", intent.Version.ToString());
        writer.WriteEndObject();
    }

    private sealed record Indexed(RegistrySnapshot Snapshot, SortedItems Items);
}
