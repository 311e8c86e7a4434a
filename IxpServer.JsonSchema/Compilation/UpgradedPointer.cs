using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>JSON Pointers through keywords that have other names in 2020-12.</summary>
internal static class UpgradedPointer
{
    /// <summary>Rewrites the tokens of a pointer on its way through a schema as its author wrote it.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="pointer">The pointer.</param>
    /// <param name="rename">What a token becomes, given the object that it leads into.</param>
    public static string Map(JsonElement schema, string pointer, Func<JsonElement, string, string> rename)
    {
        var mapped = "";
        JsonElement? at = schema;
        foreach (var token in JsonPointer.Tokens(pointer))
        {
            var next = at is { ValueKind: JsonValueKind.Object } parent ? rename(parent, token) : token;
            mapped = JsonPointer.Append(mapped, next);

            // One of the two is the name that stands there.
            at = Step(at, token) ?? Step(at, next);
        }

        return mapped;
    }

    /// <summary>The name of a keyword in 2020-12.</summary>
    public static string ToNew(JsonElement parent, string token) =>
        token switch
        {
            "items" when HasList(parent) => "prefixItems",
            "additionalItems" when HasList(parent) => "items",
            "dependencies" => "dependentSchemas",
            _ => token,
        };

    /// <summary>The name of a keyword as its author wrote it.</summary>
    public static string ToOld(JsonElement parent, string token) =>
        token switch
        {
            "prefixItems" when HasList(parent) => "items",
            "items" when HasList(parent) => "additionalItems",
            "dependentSchemas"
            or "dependentRequired"
                when !parent.TryGetProperty(token, out _) && parent.TryGetProperty("dependencies", out _) =>
                "dependencies",
            _ => token,
        };

    private static bool HasList(JsonElement schema) =>
        schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array;

    private static JsonElement? Step(JsonElement? at, string token) =>
        at switch
        {
            { ValueKind: JsonValueKind.Object } parent when parent.TryGetProperty(token, out var child) => child,
            { ValueKind: JsonValueKind.Array } list
                when int.TryParse(token, out var i) && i >= 0 && i < list.GetArrayLength() => list[i],
            _ => null,
        };
}
