using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>What every item must satisfy to be served.</summary>
internal static class ItemCheck
{
    internal const string NotUnicode = "it holds text that is not valid Unicode";

    /// <summary>Whether a cursor can hold the id: not too long, and valid Unicode.</summary>
    internal static bool IsId(string? id)
    {
        if (id is not { Length: > 0 and <= CrawlerItem.MaxIdLength })
        {
            return false;
        }

        for (var index = 0; index < id.Length; index++)
        {
            if (char.IsSurrogate(id[index]) && (index + 1 == id.Length || !char.IsSurrogatePair(id, index++)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Says why an item made in code cannot be served, or null. The schema sees it as it is sent.</summary>
    internal static string? Fault(CrawlerItem item, CompiledSchema? schema)
    {
        try
        {
            var written = JsonReading.Write(writer => item.WriteTo(writer, null, null));
            return Fault(JsonElement.Parse(written), schema);
        }
        catch (InvalidOperationException)
        {
            return NotUnicode;
        }
    }

    /// <summary>Says how a value breaks the schema, or null.</summary>
    internal static string? Fault(JsonElement json, CompiledSchema? schema)
    {
        return schema?.Validate(json).Faults is [var fault, ..]
            ? $"it breaks the source's schema at '{fault.InstanceLocation}': {fault.Message}"
            : null;
    }

    /// <summary>Half a surrogate pair is the only thing that JSON can be read with, but not written.</summary>
    internal static bool IsUnicode(JsonElement json)
    {
        try
        {
            JsonReading.Write(json.WriteTo);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
