using System.Text.Json;

namespace IxpServer.Hosting.Logging.Elasticsearch;

/// <summary>How the fields of log lines are indexed.</summary>
internal static class IndexTemplate
{
    private static readonly (string Name, string Type)[] Fields =
    [
        ("@timestamp", "date"),
        ("level", "keyword"),
        ("message", "text"),
        ("category", "keyword"),
        ("service", "keyword"),
        ("host", "keyword"),
        ("traceId", "keyword"),
        ("spanId", "keyword"),
        ("requestId", "keyword"),
        ("userId", "keyword"),
    ];

    private static readonly (string Name, string Type)[] Http =
    [
        ("method", "keyword"),
        ("route", "keyword"),
        ("path", "keyword"),
        ("status", "short"),
        ("durationMs", "double"),
        ("bytes", "long"),
        ("userAgent", "keyword"),
        ("ip", "ip"),
    ];

    private static readonly (string Name, string Type)[] Error =
    [
        ("type", "keyword"),
        ("message", "text"),
        ("stack", "text"),
    ];

    /// <summary>The template's body.</summary>
    /// <param name="ilmPolicy">The lifecycle policy of new indices; null for none.</param>
    internal static byte[] Write(string? ilmPolicy)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("index_patterns");
            json.WriteStringValue($"{ElasticsearchClient.Name}-*");
            json.WriteEndArray();
            json.WriteNumber("priority", 100);
            json.WriteStartObject("template");
            WriteSettings(json, ilmPolicy);
            WriteMappings(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteSettings(Utf8JsonWriter json, string? ilmPolicy)
    {
        json.WriteStartObject("settings");
        json.WriteNumber("number_of_shards", 1);
        json.WriteNumber("number_of_replicas", 1);
        if (ilmPolicy is not null)
        {
            json.WriteString("index.lifecycle.name", ilmPolicy);
        }

        json.WriteEndObject();
    }

    /// <summary>What is in <c>meta</c> differs with every message: as keywords, nothing of it can conflict.</summary>
    private static void WriteMappings(Utf8JsonWriter json)
    {
        json.WriteStartObject("mappings");
        json.WriteStartArray("dynamic_templates");
        json.WriteStartObject();
        json.WriteStartObject("meta");
        json.WriteString("path_match", "meta.*");
        WriteField(json, "mapping", "keyword");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("properties");
        WriteFields(json, Fields);
        WriteObject(json, "http", Http);
        WriteObject(json, "error", Error);
        WriteObject(json, "meta", []);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, string name, (string, string)[] fields)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        WriteFields(json, fields);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, (string Name, string Type)[] fields)
    {
        foreach (var (name, type) in fields)
        {
            WriteField(json, name, type);
        }
    }

    private static void WriteField(Utf8JsonWriter json, string name, string type)
    {
        json.WriteStartObject(name);
        json.WriteString("type", type);
        if (type is "keyword")
        {
            // Lucene takes no longer ones; the line itself keeps them.
            json.WriteNumber("ignore_above", 1_024);
        }

        json.WriteEndObject();
    }
}
