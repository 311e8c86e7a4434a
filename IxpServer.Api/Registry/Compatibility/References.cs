using System.Text.Json;
using IxpServer.Api.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>Follows <c>$ref</c> within one schema document, as far as that is a plain JSON Pointer.</summary>
internal sealed class References
{
    private static readonly string[] Definitions = ["$defs", "definitions"];

    private readonly JsonElement _root;
    private readonly bool _arePlain;
    private readonly bool _areDefinitions;

    internal References(JsonElement root)
    {
        _root = root;
        _arePlain = true;
        _areDefinitions = true;
        Scan(root, isRoot: true, ref _arePlain, ref _areDefinitions);
    }

    /// <summary>What a reference leads to; null when that cannot be told simply.</summary>
    internal JsonElement? Resolve(JsonElement reference)
    {
        if (!_arePlain || reference.ValueKind is not JsonValueKind.String || reference.GetString() is not { } text)
        {
            return null;
        }

        return text is "#" ? _root
            : text.StartsWith("#/", StringComparison.Ordinal)
                ? JsonPointers.Find(_root, Uri.UnescapeDataString(text[1..]))
            : null;
    }

    /// <summary>Whether the same schema text means the same in both documents.</summary>
    internal bool MeansTheSame(JsonElement schema, References other) =>
        !Has(schema)
        || (
            _areDefinitions
            && other._areDefinitions
            && Definitions.All(word => Same(_root.Child(word), other._root.Child(word)))
        );

    private static bool Same(JsonElement? mine, JsonElement? other) =>
        mine is null || other is null ? mine is null && other is null : JsonElement.DeepEquals(mine.Value, other.Value);

    /// <summary>Whether the schema refers to another.</summary>
    internal static bool Has(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .Any(member => member.Name is "$ref" or "$dynamicRef" || Has(member.Value)),
            JsonValueKind.Array => json.EnumerateArray().Any(Has),
            _ => false,
        };

    /// <summary>A nested <c>$id</c> changes what pointers are relative to; an anchor or a URL is no pointer.</summary>
    private static void Scan(JsonElement json, bool isRoot, ref bool arePlain, ref bool areDefinitions)
    {
        if (json.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Scan(item, isRoot: false, ref arePlain, ref areDefinitions);
            }
        }

        if (json.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in json.EnumerateObject())
        {
            arePlain &= isRoot || member.Name is not "$id";
            areDefinitions &= member.Name switch
            {
                "$id" or "$dynamicRef" or "$dynamicAnchor" or "$anchor" => false,
                "$ref" => member.Value.ValueKind is JsonValueKind.String
                    && Array.Exists(
                        Definitions,
                        word => member.Value.GetString()!.StartsWith($"#/{word}/", StringComparison.Ordinal)
                    ),
                _ => true,
            };
            Scan(member.Value, isRoot: false, ref arePlain, ref areDefinitions);
        }
    }
}
