using System.Text.Json;
using IxpServer.Api.Http;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>Something a crawler finds.</summary>
public sealed record CrawlerItem
{
    /// <summary>The longest id, in UTF-16 units.</summary>
    internal const int MaxIdLength = 256;

    private static readonly string[] Own = ["type", "id", "title", "description", "lastUpdated", "source"];

    /// <summary>Unique and lasting within its source.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public required string Type { get; init; }

    /// <summary>A short name for people; the id stands in where there is none.</summary>
    public string? Title { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// When it last changed, in the milliseconds that are sent: finer parts would make an item newer than itself to a
    /// crawler that asks for what came after it.
    /// </summary>
    public required DateTimeOffset LastUpdated
    {
        get;
        init => field = new DateTimeOffset(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerMillisecond), default);
    }

    /// <summary>An object with further members; those named like the ones above are not sent.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>
    /// The order of ids: by code points, which is also the order of UTF-8 bytes, of <c>COLLATE "C"</c> in PostgreSQL
    /// and of <c>BINARY</c> in SQLite.
    /// </summary>
    public static int CompareIds(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        return same == left.Length || same == right.Length
            ? left.Length.CompareTo(right.Length)
            : Weight(left[same]).CompareTo(Weight(right[same]));
    }

    /// <summary>Writes the item as it is sent.</summary>
    /// <param name="writer">Where one object is written.</param>
    /// <param name="source">The source's name; null leaves it out.</param>
    /// <param name="fields">The members wanted; null means all. Id and type are always written.</param>
    internal void WriteTo(Utf8JsonWriter writer, string? source, IReadOnlySet<string>? fields)
    {
        writer.WriteStartObject();
        writer.WriteString("type", Type);
        writer.WriteString("id", Id);
        Text("title", Title ?? Id);
        Text("description", Description ?? "");
        Text("lastUpdated", Timestamps.Format(LastUpdated));
        Text("source", source);
        if (Data is { ValueKind: JsonValueKind.Object } data)
        {
            foreach (var member in data.EnumerateObject())
            {
                if (!Own.Contains(member.Name) && fields?.Contains(member.Name) is not false)
                {
                    member.WriteTo(writer);
                }
            }
        }

        writer.WriteEndObject();

        void Text(string name, string? value)
        {
            if (value is not null && fields?.Contains(name) is not false)
            {
                writer.WriteString(name, value);
            }
        }
    }

    /// <summary>Surrogates stand for code points above all others, though their units do not.</summary>
    private static int Weight(char unit) =>
        char.IsSurrogate(unit) ? unit + 0x2000
        : unit >= 0xE000 ? unit - 0x800
        : unit;
}
