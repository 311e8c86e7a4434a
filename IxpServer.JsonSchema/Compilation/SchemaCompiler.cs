using System.Text.Json;
using IxpServer.JsonSchema.Patterns;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>
/// Turns schema documents into nodes. Nodes are made first and filled later from a queue, so that references may form
/// cycles and no schema, however deep, uses up the stack.
/// </summary>
internal sealed class SchemaCompiler
{
    private readonly SchemaIndex index;
    private readonly Queue<(SchemaNode Node, SchemaPlace Place)> pending = new();
    private readonly HashSet<string> dynamicNames = new(StringComparer.Ordinal);

    public SchemaCompiler(SchemaOptions options)
    {
        Options = options;
        index = new SchemaIndex(options, Faults);
    }

    /// <summary>How to compile.</summary>
    public SchemaOptions Options { get; }

    /// <summary>The faults found so far.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>Every node made.</summary>
    public List<SchemaNode> Nodes { get; } = [];

    /// <summary>Whether any reference depends on the dynamic scope.</summary>
    public bool UsesDynamicScope => dynamicNames.Count > 0;

    /// <summary>Whether some regular expression took long to prepare: long as against the rest of a schema.</summary>
    public bool HasSlowPatterns { get; private set; }

    /// <summary>Compiles a regular expression; null, with the reason, when it is not valid.</summary>
    public Pattern? CompilePattern(string source, out string? error)
    {
        var pattern = Pattern.Compile(source, Options.RegexTimeout, out error);
        HasSlowPatterns |= pattern is { IsLinear: false };
        return pattern;
    }

    /// <summary>Compiles a document; the result is only good when <see cref="Faults"/> is empty.</summary>
    public SchemaNode Compile(JsonElement schema)
    {
        var resource = index.AddDocument("", schema);
        var root = GetNode(resource, "", schema);
        foreach (var (pointer, place) in resource.Document.Places)
        {
            GetNode(place.Resource, pointer, place.Element);
        }

        FillPending();
        if (Faults.Items.Count == 0)
        {
            SchemaAnalysis.Run(this);
        }

        foreach (var one in index.Resources)
        {
            one.Complete();
        }

        return root;
    }

    /// <summary>The node of the schema at a place; it is filled later if it is new.</summary>
    public SchemaNode GetNode(SchemaResource resource, string pointer, JsonElement element)
    {
        var document = resource.Document;
        if (document.Nodes.TryGetValue(pointer, out var known))
        {
            return known;
        }

        if (!document.Places.TryGetValue(pointer, out var place))
        {
            index.AddPlace(resource, pointer, element);
            place = document.Places.GetValueOrDefault(pointer, new SchemaPlace(resource, pointer, element));
        }

        var node = new SchemaNode(place);
        document.Nodes.Add(pointer, node);
        if (Nodes.Count == Options.MaxSchemas)
        {
            Faults.Add(place, $"makes more than {Options.MaxSchemas} schemas");
        }
        else if (Nodes.Count < Options.MaxSchemas && !index.IsTooDeep)
        {
            Nodes.Add(node);
            pending.Enqueue((node, place));
        }

        return node;
    }

    /// <summary>Finds what a reference leads to; reports it and returns null when that does not exist.</summary>
    public SchemaPlace? Resolve(SchemaReader reader, string keyword, string reference)
    {
        var (document, fragment) = UriReference.SplitFragment(reference);
        var uri = UriReference.Resolve(reader.Place.Resource.Uri, document);
        if (index.Find(uri) is not { } resource)
        {
            reader.Fault(keyword, $"refers to '{uri}', which is not in the schema store");
            return null;
        }

        fragment = Uri.UnescapeDataString(fragment);
        var place =
            fragment.Length == 0 || fragment[0] == '/' ? Walk(resource, fragment)
            : resource.Anchors.TryGetValue(fragment, out var anchored) ? anchored
            : (SchemaPlace?)null;
        if (place is not { Element.ValueKind: JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False })
        {
            reader.Fault(keyword, $"refers to '{reference}', where there is no schema");
            return null;
        }

        return place;
    }

    /// <summary>Makes every dynamic anchor with this name a possible target.</summary>
    public void AddDynamicName(string name) => dynamicNames.Add(name);

    /// <summary>Every schema that a dynamic reference to this anchor may lead to.</summary>
    public IEnumerable<SchemaNode> DynamicTargets(string name) =>
        index
            .Resources.Where(resource => resource.DynamicNodes.ContainsKey(name))
            .Select(resource => resource.DynamicNodes[name]);

    private void FillPending()
    {
        do
        {
            while (pending.TryDequeue(out var next))
            {
                next.Node.Fill(new SchemaReader(this, next.Place));
            }

            foreach (var resource in index.Resources.ToList())
            {
                foreach (
                    var (name, place) in resource.DynamicAnchors.Where(anchor => dynamicNames.Contains(anchor.Key))
                )
                {
                    resource.DynamicNodes[name] = GetNode(place.Resource, place.Pointer, place.Element);
                }
            }
        } while (pending.Count > 0);
    }

    private static SchemaPlace? Walk(SchemaResource resource, string pointer)
    {
        var place = new SchemaPlace(resource, resource.Pointer, resource.Root);
        foreach (var token in JsonPointer.Tokens(pointer))
        {
            if (!TryStep(place.Element, token, out var next))
            {
                return null;
            }

            // A schema inside may be a resource of its own, with its own base URI.
            var at = JsonPointer.Append(place.Pointer, token);
            place = resource.Document.Places.TryGetValue(at, out var known)
                ? known
                : new SchemaPlace(place.Resource, at, next);
        }

        return place;
    }

    private static bool TryStep(JsonElement element, string token, out JsonElement next)
    {
        next = default;
        if (element.ValueKind == JsonValueKind.Object)
        {
            return element.TryGetProperty(token, out next);
        }

        if (
            element.ValueKind != JsonValueKind.Array
            || (token.Length > 1 && token[0] == '0')
            || !token.All(char.IsAsciiDigit)
            || !int.TryParse(token, out var i)
            || i >= element.GetArrayLength()
        )
        {
            return false;
        }

        next = element[i];
        return true;
    }
}
