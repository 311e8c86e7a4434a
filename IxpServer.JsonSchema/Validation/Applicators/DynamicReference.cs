using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// <c>$dynamicRef</c> (JSON Schema Core 2020-12, section 8.2.3.2), and <c>$recursiveRef</c> (2019-09, section 8.2.4.2), whose
/// anchors have no names.
/// </summary>
internal sealed class DynamicReference : Applicator
{
    /// <summary>What <c>$recursiveAnchor</c> is kept under; no anchor can be called so.</summary>
    public const string RecursiveAnchor = "#";

    private readonly SchemaCompiler compiler;
    private readonly string keyword;
    private readonly SchemaNode initial;
    private readonly string? anchor;

    private DynamicReference(SchemaCompiler compiler, string keyword, SchemaNode initial, string? anchor)
    {
        this.compiler = compiler;
        this.keyword = keyword;
        this.initial = initial;
        this.anchor = anchor;
    }

    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas => anchor is null ? [initial] : compiler.DynamicTargets(anchor);

    /// <inheritdoc/>
    public override bool IsUnconditional => anchor is null;

    /// <summary>Reads one of the keywords.</summary>
    public static DynamicReference? Read(SchemaReader reader, string keyword)
    {
        if (reader.Text(keyword) is not { } text || reader.Compiler.Resolve(reader, keyword, text) is not { } place)
        {
            return null;
        }

        // Only a reference that first leads to a dynamic anchor looks at the dynamic scope; any other is a plain $ref.
        var name = keyword == "$recursiveRef" ? RecursiveAnchor : UriReference.SplitFragment(text).Fragment;
        var isDynamic =
            place.Resource.DynamicAnchors.TryGetValue(name, out var anchored) && anchored.Pointer == place.Pointer;
        if (isDynamic)
        {
            reader.Compiler.AddDynamicName(name);
        }

        var node = reader.Compiler.GetNode(place.Resource, place.Pointer, place.Element);
        return new DynamicReference(reader.Compiler, keyword, node, isDynamic ? name : null);
    }

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run) =>
        Apply(Target(run), value, keyword, null, run);

    /// <inheritdoc/>
    public override void AddShapes(JsonElement value, ShapeRun shapes, bool isOverlay) =>
        shapes.Add(Target(shapes.Run), value, isOverlay);

    private SchemaNode Target(Run run)
    {
        for (var i = 0; anchor is not null && i < run.Scope.Count; i++)
        {
            if (run.Scope[i].DynamicNodes.TryGetValue(anchor, out var outermost))
            {
                return outermost;
            }
        }

        return initial;
    }
}
