using System.Text.Json;
using IxpServer.Api.Registry;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>What every item must satisfy to be served.</summary>
internal static class ItemCheck
{
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
            return schema is null ? null : Fault(JsonElement.Parse(written), schema);
        }
        catch (InvalidOperationException)
        {
            return NotUnicode;
        }
    }

    /// <summary>Says why an item of a file cannot be served, or null. The schema sees it as it was written.</summary>
    internal static string? Fault(JsonElement json, CompiledSchema? schema)
    {
        try
        {
            // The only values that can be read but not written hold half a surrogate pair.
            JsonReading.Write(json.WriteTo);
        }
        catch (InvalidOperationException)
        {
            return NotUnicode;
        }

        if (schema is null || schema.IsValid(json))
        {
            return null;
        }

        var fault = schema.Validate(json).Faults[0];
        return $"it breaks the source's schema at '{fault.InstanceLocation}': {fault.Message}";
    }

    private const string NotUnicode = "it holds text that is not valid Unicode";
}
