using System.Text.Json;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary><c>allOf</c> (JSON Schema Core 2020-12, section 10.2.1.1).</summary>
internal sealed class AllOf(SchemaNode[] branches) : Applicator
{
    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas => branches;

    /// <inheritdoc/>
    public override bool IsUnconditional => true;

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var ok = true;
        for (var i = 0; i < branches.Length && (ok || run.Faults is not null); i++)
        {
            ok &= run.Faults is null ? branches[i].Evaluate(value, run) : Apply(branches[i], value, "allOf", i, run);
        }

        return ok;
    }

    /// <inheritdoc/>
    public override void AddShapes(JsonElement value, ShapeRun shapes, bool isOverlay)
    {
        foreach (var branch in branches)
        {
            shapes.Add(branch, value, isOverlay);
        }
    }
}
