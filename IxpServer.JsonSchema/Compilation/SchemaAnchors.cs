using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>The names that references find a schema by inside its resource.</summary>
internal static class SchemaAnchors
{
    /// <summary>Notes every name of a schema with its resource.</summary>
    public static void Add(SchemaPlace place, FaultList faults)
    {
        var resource = place.Resource;
        foreach (var keyword in (ReadOnlySpan<string>)["$anchor", "$dynamicAnchor"])
        {
            if (place.Find(keyword) is not { ValueKind: JsonValueKind.String } anchor)
            {
                continue;
            }

            var name = anchor.GetString()!;
            if (!IsAnchorName(name))
            {
                faults.Add(
                    place,
                    keyword,
                    "must start with a letter or '_' and go on with letters, digits, '-', '_' or '.'"
                );
            }

            Add(place, keyword, name, faults);
            if (keyword == "$dynamicAnchor")
            {
                resource.DynamicAnchors[name] = place;
            }
        }

        // A fragment that is a JSON Pointer, as some generators write, names what it leads to anyway.
        if (
            resource.Dialect is { HasNamesInId: true, Id: var word }
            && place.Find(word) is { ValueKind: JsonValueKind.String } id
            && UriReference.SplitFragment(id.GetString()!).Fragment is { Length: > 0 } fragment
            && fragment[0] != '/'
        )
        {
            Add(place, word, fragment, faults);
        }

        if (place.Pointer == resource.Pointer && place.Find("$recursiveAnchor") is { ValueKind: JsonValueKind.True })
        {
            resource.DynamicAnchors[DynamicReference.RecursiveAnchor] = place;
        }
    }

    private static void Add(SchemaPlace place, string keyword, string name, FaultList faults)
    {
        if (place.Resource.Anchors.TryGetValue(name, out var other) && other.Pointer != place.Pointer)
        {
            faults.Add(place, keyword, $"is already used at '{other.Pointer}'");
        }

        place.Resource.Anchors[name] = place;
    }

    private static bool IsAnchorName(string name) =>
        name.Length > 0
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
