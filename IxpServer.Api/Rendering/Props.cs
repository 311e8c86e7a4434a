using System.Text.Json;

namespace IxpServer.Api.Rendering;

/// <summary>Joins what props are made of.</summary>
internal static class Props
{
    /// <summary>
    /// Writes an object of the parameters, the provider's data (which wins over a parameter of the same name, in its
    /// place) and the caller's options (which never replace anything).
    /// </summary>
    internal static void WriteMerged(
        Utf8JsonWriter writer,
        JsonElement parameters,
        JsonElement? data,
        JsonElement? options
    )
    {
        var merged = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in parameters.EnumerateObject())
        {
            merged[member.Name] = member.Value;
        }

        foreach (var member in data?.EnumerateObject() ?? default)
        {
            merged[member.Name] = member.Value;
        }

        foreach (var member in options?.EnumerateObject() ?? default)
        {
            merged.TryAdd(member.Name, member.Value);
        }

        writer.WriteStartObject();
        foreach (var (name, value) in merged)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
