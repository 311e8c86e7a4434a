using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>Where in a schema other schemas stand. What looks like a schema elsewhere, in enum for one, is none.</summary>
internal static class Subschemas
{
    private static readonly string[] Single =
    [
        "not",
        "if",
        "then",
        "else",
        "items",
        "contains",
        "additionalProperties",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
        "contentSchema",
    ];

    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf", "prefixItems"];

    // "definitions" is not a keyword of this draft, but it is where most older schemas keep theirs.
    private static readonly string[] Maps =
    [
        "$defs",
        "definitions",
        "properties",
        "patternProperties",
        "dependentSchemas",
    ];

    /// <summary>The places inside a schema object where its keywords have schemas, with their JSON Pointers.</summary>
    public static IEnumerable<(string Pointer, JsonElement Element)> Of(SchemaPlace place)
    {
        foreach (var keyword in place.Element.EnumerateObject())
        {
            var pointer = JsonPointer.Append(place.Pointer, keyword.Name);
            if (Single.Contains(keyword.Name, StringComparer.Ordinal))
            {
                yield return (pointer, keyword.Value);
            }
            else if (
                keyword.Value.ValueKind == JsonValueKind.Array
                && Lists.Contains(keyword.Name, StringComparer.Ordinal)
            )
            {
                var i = 0;
                foreach (var item in keyword.Value.EnumerateArray())
                {
                    yield return ($"{pointer}/{i++}", item);
                }
            }
            else if (
                keyword.Value.ValueKind == JsonValueKind.Object
                && Maps.Contains(keyword.Name, StringComparer.Ordinal)
            )
            {
                foreach (var entry in keyword.Value.EnumerateObject())
                {
                    yield return (JsonPointer.Append(pointer, entry.Name), entry.Value);
                }
            }
        }
    }
}
