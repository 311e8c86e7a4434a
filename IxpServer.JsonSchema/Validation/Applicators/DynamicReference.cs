using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary><c>$dynamicRef</c> (JSON Schema Core 2020-12, section 8.2.3.2).</summary>
internal sealed class DynamicReference : Applicator
{
    private readonly SchemaCompiler compiler;
    private readonly SchemaNode initial;
    private readonly string? anchor;

    private DynamicReference(SchemaCompiler compiler, SchemaNode initial, string? anchor)
    {
        this.compiler = compiler;
        this.initial = initial;
        this.anchor = anchor;
    }

    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas => anchor is null ? [initial] : compiler.DynamicTargets(anchor);

    /// <inheritdoc/>
    public override bool IsUnconditional => anchor is null;

    /// <summary>Reads the keyword.</summary>
    public static DynamicReference? Read(SchemaReader reader)
    {
        if (
            reader.Text("$dynamicRef") is not { } text
            || reader.Compiler.Resolve(reader, "$dynamicRef", text) is not { } place
        )
        {
            return null;
        }

        // Only a reference that first leads to a $dynamicAnchor looks at the dynamic scope; any other is a plain $ref.
        var name = UriReference.SplitFragment(text).Fragment;
        var isDynamic =
            place.Resource.DynamicAnchors.TryGetValue(name, out var anchored) && anchored.Pointer == place.Pointer;
        if (isDynamic)
        {
            reader.Compiler.AddDynamicName(name);
        }

        var node = reader.Compiler.GetNode(place.Resource, place.Pointer, place.Element);
        return new DynamicReference(reader.Compiler, node, isDynamic ? name : null);
    }

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run) =>
        Apply(Target(run), value, "$dynamicRef", null, run);

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
