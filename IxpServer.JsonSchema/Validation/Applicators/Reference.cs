using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary><c>$ref</c> (JSON Schema Core 2020-12, section 8.2.3.1).</summary>
internal sealed class Reference(SchemaNode target) : Applicator
{
    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas => [target];

    /// <inheritdoc/>
    public override bool IsUnconditional => true;

    /// <summary>Reads the keyword.</summary>
    public static Reference? Read(SchemaReader reader) =>
        reader.Text("$ref") is { } text && reader.Compiler.Resolve(reader, "$ref", text) is { } place
            ? new Reference(reader.Compiler.GetNode(place.Resource, place.Pointer, place.Element))
            : null;

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run) =>
        Apply(target, value, "$ref", null, run);

    /// <inheritdoc/>
    public override void AddShapes(JsonElement value, ShapeRun shapes, bool isOverlay) =>
        shapes.Add(target, value, isOverlay);
}
