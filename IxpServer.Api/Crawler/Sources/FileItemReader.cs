using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>Reads a file's items: those that can be served, and why the others cannot.</summary>
/// <param name="type">The type of items that name none.</param>
/// <param name="schema">What items must satisfy.</param>
/// <param name="fileDate">When the file was last written: the date of new items that name none.</param>
/// <param name="previous">The items as they were before: those that did not change keep their date.</param>
internal sealed class FileItemReader(
    string type,
    CompiledSchema? schema,
    DateTimeOffset fileDate,
    IReadOnlyDictionary<string, CrawlerItem> previous
)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<string, CrawlerItem> _items = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _dropped = [];

    internal IReadOnlyDictionary<string, CrawlerItem> Items => _items;

    internal IReadOnlyList<KeyValuePair<string, string>> Dropped => _dropped;

    /// <exception cref="JsonException">The file is no JSON, or no list of items.</exception>
    internal void Read(ReadOnlySpan<byte> utf8)
    {
        var root = JsonElement.Parse(utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8, Strict);
        var list = root.ValueKind is JsonValueKind.Object && root.TryGetProperty("items", out var items) ? items : root;
        if (list.ValueKind is not JsonValueKind.Array)
        {
            throw new JsonException("""it must be an array of items, or an object with a member "items": […]""");
        }

        var index = 0;
        foreach (var json in list.EnumerateArray())
        {
            Add(json, $"#{index++}");
        }
    }

    private void Add(JsonElement json, string place)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            Drop(place, "it is not an object");
        }
        else if (!ItemCheck.IsUnicode(json))
        {
            Drop(place, ItemCheck.NotUnicode);
        }
        else if (Id(json) is not { } id || !ItemCheck.IsId(id))
        {
            Drop(place, $"its id must be a text of 1 to {CrawlerItem.MaxIdLength} characters, or a number");
        }
        else if (ItemCheck.Fault(json, schema) is { } fault)
        {
            Drop(id, fault);
        }
        else if (_items.ContainsKey(id))
        {
            Drop($"{id} {place}", "an earlier item has the same id");
        }
        else if (Date(json, id) is not { } date)
        {
            Drop(id, "its lastUpdated is no ISO 8601 date");
        }
        else
        {
            _items[id] = new CrawlerItem
            {
                Id = id,
                Type = json.Text("type") ?? type,
                Title = json.Text("title"),
                Description = json.Text("description"),
                LastUpdated = date,
                Data = json,
            };
        }
    }

    private static string? Id(JsonElement json) =>
        json.TryGetProperty("id", out var id)
            ? id.ValueKind switch
            {
                JsonValueKind.String => id.GetString(),
                JsonValueKind.Number => id.GetRawText(),
                _ => null,
            }
            : null;

    private DateTimeOffset? Date(JsonElement json, string id)
    {
        if (json.TryGetProperty("lastUpdated", out _))
        {
            return IsoTime.TryRead(json.Text("lastUpdated"), out var own) ? own : null;
        }

        return previous.TryGetValue(id, out var known) && JsonElement.DeepEquals(known.Data!.Value, json)
            ? known.LastUpdated
            : fileDate;
    }

    private void Drop(string id, string reason) => _dropped.Add(new(id, reason));
}
