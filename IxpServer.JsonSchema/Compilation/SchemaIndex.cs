using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>Finds every schema in a document, with the identifiers and anchors that references are resolved by.</summary>
internal sealed class SchemaIndex(SchemaOptions options, FaultList faults)
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

    private readonly Dictionary<string, SchemaResource> resources = new(StringComparer.Ordinal);

    /// <summary>Every resource found so far.</summary>
    public IEnumerable<SchemaResource> Resources => resources.Values;

    /// <summary>Indexes a document; the URI is empty for the one being compiled.</summary>
    public SchemaResource AddDocument(string uri, JsonElement root)
    {
        var document = new SchemaDocument(uri);
        var resource = new SchemaResource
        {
            Uri = uri,
            Document = document,
            Pointer = "",
            Root = root,
            Vocabularies = ReadDialect(root, Vocabularies.Draft, document, ""),
        };
        resources[uri] = resource;
        AddPlace(resource, "", root);
        return document.Places[""].Resource;
    }

    /// <summary>Finds a resource by URI: among those indexed, then in the store, then among the meta-schemas.</summary>
    public SchemaResource? Find(string uri)
    {
        if (resources.TryGetValue(uri, out var known))
        {
            return known;
        }

        var schema = default(JsonElement);
        return (options.Store?.TryGet(uri, out schema) ?? false) || MetaSchemas.TryGet(uri, out schema)
            ? AddDocument(uri, schema)
            : null;
    }

    /// <summary>Indexes the schema at a place and all schemas below it.</summary>
    public void AddPlace(SchemaResource resource, string pointer, JsonElement element)
    {
        var pending = new Stack<(SchemaPlace Place, int Depth)>();
        pending.Push((new SchemaPlace(resource, pointer, element), 0));
        while (pending.TryPop(out var next))
        {
            var (place, depth) = next;
            if (depth > options.MaxSchemaDepth)
            {
                faults.Add(place, $"is nested more than {options.MaxSchemaDepth} schemas deep");
                return;
            }

            if (place.Element.ValueKind == JsonValueKind.Object)
            {
                place = place with { Resource = EnterResource(place) };
                AddAnchors(place);
                foreach (var (childPointer, child) in Children(place).Reverse())
                {
                    pending.Push((new SchemaPlace(place.Resource, childPointer, child), depth + 1));
                }
            }

            place.Resource.Document.Places[place.Pointer] = place;
        }
    }

    private SchemaResource EnterResource(SchemaPlace place)
    {
        if (!place.Element.TryGetProperty("$id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            return place.Resource;
        }

        var (document, fragment) = UriReference.SplitFragment(id.GetString()!);
        if (fragment.Length > 0)
        {
            faults.Add(place, "$id", "must not have a fragment");
        }

        var uri = UriReference.Resolve(place.Resource.Uri, document);
        if (uri == place.Resource.Uri)
        {
            return place.Resource;
        }

        var resource = new SchemaResource
        {
            Uri = uri,
            Document = place.Resource.Document,
            Pointer = place.Pointer,
            Root = place.Element,
            Vocabularies = ReadDialect(
                place.Element,
                place.Resource.Vocabularies,
                place.Resource.Document,
                place.Pointer
            ),
        };
        if (resources.TryGetValue(uri, out var other) && other.Document == resource.Document)
        {
            faults.Add(place, "$id", $"is the same as that of '{other.Pointer}'");
        }

        return resources[uri] = resource;
    }

    private void AddAnchors(SchemaPlace place)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["$anchor", "$dynamicAnchor"])
        {
            if (!place.Element.TryGetProperty(keyword, out var anchor) || anchor.ValueKind != JsonValueKind.String)
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

            if (place.Resource.Anchors.TryGetValue(name, out var other) && other.Pointer != place.Pointer)
            {
                faults.Add(place, keyword, $"is already used at '{other.Pointer}'");
            }

            place.Resource.Anchors[name] = place;
            if (keyword == "$dynamicAnchor")
            {
                place.Resource.DynamicAnchors[name] = place;
            }
        }
    }

    private static bool IsAnchorName(string name) =>
        name.Length > 0
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static IEnumerable<(string Pointer, JsonElement Element)> Children(SchemaPlace place)
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

    private Vocabularies ReadDialect(
        JsonElement schema,
        Vocabularies inherited,
        SchemaDocument document,
        string pointer
    )
    {
        if (
            schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("$schema", out var name)
            || name.ValueKind != JsonValueKind.String
        )
        {
            return inherited;
        }

        var uri = UriReference.SplitFragment(name.GetString()!).Document;
        var metaSchema = default(JsonElement);
        if (!(options.Store?.TryGet(uri, out metaSchema) ?? false) && !MetaSchemas.TryGet(uri, out metaSchema))
        {
            faults.Add(document, pointer + "/$schema", $"names a dialect that is not known: use '{MetaSchemas.Draft}'");
            return inherited;
        }

        var unknown = new List<string>();
        var vocabularies = Dialect.Read(metaSchema, unknown);
        foreach (var vocabulary in unknown)
        {
            faults.Add(document, pointer + "/$schema", $"requires the vocabulary '{vocabulary}', which is not known");
        }

        return vocabularies;
    }
}
