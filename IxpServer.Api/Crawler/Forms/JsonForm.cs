using System.Text.Json;
using IxpServer.Api.Crawler.Sources;
using IxpServer.Api.Http;
using IxpServer.Api.Json;

namespace IxpServer.Api.Crawler.Forms;

/// <summary>Writes a page as JSON; the other forms are made from this one.</summary>
internal static class JsonForm
{
    internal const string ContentType = "application/json; charset=utf-8";

    internal static byte[] Write(CrawlerPage page) =>
        JsonReading.Write(writer =>
        {
            var wanted = page.Request.Fields;
            var fields = wanted.Count is 0 ? null : wanted.ToHashSet(StringComparer.Ordinal);
            writer.WriteStartObject();
            writer.WriteStartArray("contents");
            foreach (var found in page.Items)
            {
                found.Item.WriteTo(writer, found.Source, fields);
            }

            writer.WriteEndArray();
            WritePagination(writer, page);
            if (page.Items.Count is 0)
            {
                writer.WriteNull("lastUpdated");
            }
            else
            {
                writer.WriteString("lastUpdated", Timestamps.Format(page.Items.Max(found => found.Item.LastUpdated)));
            }

            if (page.Request.IncludeMetadata)
            {
                WriteMetadata(writer, page);
            }

            writer.WriteEndObject();
        });

    private static void WritePagination(Utf8JsonWriter writer, CrawlerPage page)
    {
        writer.WriteStartObject("pagination");
        writer.WriteString("nextCursor", page.NextCursor);
        writer.WriteBoolean("hasMore", page.NextCursor is not null);
        if (page.Total is { } total)
        {
            writer.WriteNumber("total", total);
        }

        writer.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, CrawlerPage page)
    {
        writer.WriteStartObject("metadata");
        writer.WriteStartArray("sources");
        foreach (var source in page.Scope.Sources)
        {
            WriteSource(writer, source);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("skipped");
        foreach (var (source, error) in page.Skipped)
        {
            writer.WriteStartObject();
            writer.WriteString("source", source);
            writer.WriteString("code", error.Code);
            writer.WriteString("reason", error.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter writer, CrawlerSource source)
    {
        writer.WriteStartObject();
        writer.WriteString("name", source.Name);
        if (source.Description is { } description)
        {
            writer.WriteString("description", description);
        }

        if (source.Version is { } version)
        {
            writer.WriteString("version", version);
        }

        if (source.Total is { } total)
        {
            writer.WriteNumber("total", total);
        }

        writer.WriteNumber("dropped", source.Dropped.Count);
        if (source.SchemaJson is { } schema)
        {
            writer.WritePropertyName("schema");
            schema.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
