using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>One JSON document that schemas are taken from.</summary>
/// <param name="uri">Where it came from; empty for the document being compiled.</param>
internal sealed class SchemaDocument(string uri)
{
    /// <summary>Whether it is one of the drafts' own.</summary>
    public bool IsMetaSchema { get; init; }

    /// <summary>What precedes a JSON Pointer into this document when a fault names a place.</summary>
    public string Prefix { get; } = uri.Length == 0 ? "" : uri + "#";

    /// <summary>Every place known to hold a schema, by its JSON Pointer.</summary>
    public Dictionary<string, SchemaPlace> Places { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The schemas compiled so far, by JSON Pointer.</summary>
    public Dictionary<string, SchemaNode> Nodes { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Gives up what only serves to compile it; references have been resolved by then.</summary>
    public void Complete() => (Places, Nodes) = (null!, null!);
}

/// <summary>A place in a document that holds a schema.</summary>
internal readonly record struct SchemaPlace(SchemaResource Resource, string Pointer, JsonElement Element)
{
    /// <summary>The value of a keyword; null where there is none that means anything.</summary>
    public JsonElement? Find(string keyword) =>
        Element.ValueKind == JsonValueKind.Object ? Find(keyword, IsReferenceAlone) : null;

    /// <summary>The same for an object of which it is known whether it is a reference alone.</summary>
    public JsonElement? Find(string keyword, bool isReferenceAlone) =>
        Resource.Dialect.Find(keyword) is not null
        && (!isReferenceAlone || keyword == "$ref")
        && Element.TryGetProperty(keyword, out var value)
            ? value
            : null;

    /// <summary>Whether it is a reference in a dialect in which everything beside one means nothing.</summary>
    public bool IsReferenceAlone =>
        Resource.Dialect.IsRefAlone
        && Element.ValueKind == JsonValueKind.Object
        && Element.TryGetProperty("$ref", out var reference)
        && reference.ValueKind == JsonValueKind.String;
}

/// <summary>A schema with an identifier of its own, and what belongs to it (JSON Schema Core 2020-12, section 4.3.5).</summary>
internal sealed class SchemaResource
{
    private static readonly Dictionary<string, SchemaNode> NoNodes = [];

    /// <summary>The canonical URI without a fragment; empty when the schema has none.</summary>
    public required string Uri { get; init; }

    /// <summary>The document it stands in.</summary>
    public required SchemaDocument Document { get; init; }

    /// <summary>Where in the document it starts.</summary>
    public required string Pointer { get; init; }

    /// <summary>Its root schema.</summary>
    public required JsonElement Root { get; init; }

    /// <summary>What its keywords mean.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>The places named by <c>$anchor</c> and <c>$dynamicAnchor</c>, or by a fragment in <c>$id</c>.</summary>
    public Dictionary<string, SchemaPlace> Anchors { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The places named by <c>$dynamicAnchor</c>; by <c>$recursiveAnchor</c> its root.</summary>
    public Dictionary<string, SchemaPlace> DynamicAnchors { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The compiled schemas that a <c>$dynamicRef</c> or <c>$recursiveRef</c> may lead to, by anchor.</summary>
    public Dictionary<string, SchemaNode> DynamicNodes { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Gives up what only serves to compile it; references have been resolved by then.</summary>
    public void Complete()
    {
        (Anchors, DynamicAnchors) = (null!, null!);
        DynamicNodes = DynamicNodes.Count == 0 ? NoNodes : DynamicNodes;
        Document.Complete();
    }
}
