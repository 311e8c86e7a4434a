using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>Finds every schema in a document, with the identifiers and anchors that references are resolved by.</summary>
internal sealed class SchemaIndex(SchemaOptions options, FaultList faults)
{
    private readonly Dictionary<string, SchemaResource> resources = new(StringComparer.Ordinal);

    /// <summary>Every resource found so far.</summary>
    public IEnumerable<SchemaResource> Resources => resources.Values;

    /// <summary>Whether a document is nested too deeply to be compiled.</summary>
    public bool IsTooDeep { get; private set; }

    /// <summary>Indexes a document; the URI is empty for the one being compiled.</summary>
    public SchemaResource AddDocument(string uri, JsonElement root) => AddDocument(new SchemaDocument(uri), uri, root);

    private SchemaResource AddDocument(SchemaDocument document, string uri, JsonElement root)
    {
        var resource = new SchemaResource
        {
            Uri = uri,
            Document = document,
            Pointer = "",
            Root = root,
            Dialect = ReadDialect(root, Dialect.Of(options.DefaultDraft), document, ""),
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

        return options.Store is { } store && store.TryGet(uri, out var stored) ? AddDocument(uri, stored)
            : MetaSchemas.TryGet(uri, out var own)
                ? AddDocument(new SchemaDocument(uri) { IsMetaSchema = true }, uri, own)
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
                IsTooDeep = true;
                return;
            }

            if (place.Element.ValueKind == JsonValueKind.Object)
            {
                place = place with { Resource = EnterResource(place) };
                SchemaAnchors.Add(place, faults);
                foreach (var (childPointer, child) in Subschemas.Of(place).Reverse())
                {
                    pending.Push((new SchemaPlace(place.Resource, childPointer, child), depth + 1));
                }
            }

            place.Resource.Document.Places[place.Pointer] = place;
        }
    }

    private SchemaResource EnterResource(SchemaPlace place)
    {
        // Which keyword is the identifier depends on the dialect, which an embedded resource may name itself.
        var dialect = FindDialect(place.Element) ?? place.Resource.Dialect;
        if (
            !place.Element.TryGetProperty(dialect.Id, out var id)
            || id.ValueKind != JsonValueKind.String
            || place.IsReferenceAlone
        )
        {
            return place.Resource;
        }

        var (document, fragment) = UriReference.SplitFragment(id.GetString()!);
        if (fragment.Length > 0 && !dialect.HasNamesInId)
        {
            faults.Add(place, dialect.Id, "must not have a fragment");
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
            Dialect = ReadDialect(place.Element, place.Resource.Dialect, place.Resource.Document, place.Pointer),
        };
        if (resources.TryGetValue(uri, out var other) && other.Document == resource.Document)
        {
            faults.Add(place, dialect.Id, $"is the same as that of '{other.Pointer}'");
        }

        return resources[uri] = resource;
    }

    private Dialect? FindDialect(JsonElement schema) =>
        Dialects.NamedBy(schema) is { } name ? Dialects.Find(name, options.Store, []) : null;

    private Dialect ReadDialect(JsonElement schema, Dialect inherited, SchemaDocument document, string pointer)
    {
        if (Dialects.NamedBy(schema) is not { } name)
        {
            return inherited;
        }

        var unknown = new List<string>();
        if (Dialects.Find(name, options.Store, unknown) is not { } dialect)
        {
            faults.Add(
                document,
                pointer + "/$schema",
                $"names a dialect that is not known: use '{MetaSchemas.Newest}', or the URI of draft 2019-09, 07, 06 or 04"
            );
            return inherited;
        }

        foreach (var vocabulary in unknown)
        {
            faults.Add(document, pointer + "/$schema", $"requires the vocabulary '{vocabulary}', which is not known");
        }

        return dialect;
    }
}
