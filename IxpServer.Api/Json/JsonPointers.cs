using System.Text.Json;

namespace IxpServer.Api.Json;

/// <summary>Picks values out of a document by JSON Pointers (RFC 6901).</summary>
internal static class JsonPointers
{
    /// <summary>An object with one member per pointer; a pointer that leads nowhere gives none.</summary>
    internal static JsonElement Pick(JsonElement document, IReadOnlyDictionary<string, string> pointers) =>
        JsonElement.Parse(
            JsonReading.Write(writer =>
            {
                writer.WriteStartObject();
                foreach (var (name, pointer) in pointers)
                {
                    if (Find(document, pointer) is { } value)
                    {
                        writer.WritePropertyName(name);
                        value.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
            })
        );

    /// <summary>The value that a pointer leads to, or null.</summary>
    internal static JsonElement? Find(JsonElement json, string pointer)
    {
        foreach (var token in pointer.Split('/').Skip(1))
        {
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var member))
            {
                json = member;
            }
            else if (
                json.ValueKind is JsonValueKind.Array
                && int.TryParse(name, out var index)
                && index >= 0
                && index < json.GetArrayLength()
            )
            {
                json = json[index];
            }
            else
            {
                return null;
            }
        }

        return json;
    }
}
