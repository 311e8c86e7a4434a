using System.Text.Json;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary><c>anyOf</c> (JSON Schema Core 2020-12, section 10.2.1.2).</summary>
internal sealed class AnyOf(SchemaNode[] branches) : Applicator
{
    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas => branches;

    /// <inheritdoc/>
    public override bool IsChoice => true;

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var matched = false;
        var report = BranchReport.Start(run);

        // Once one branch holds, the others matter only for the members and items that they evaluate.
        for (var i = 0; i < branches.Length && (!matched || run.Marks.IsActive); i++)
        {
            var saved = run.Marks.Save();
            var ok = run.Faults is null ? branches[i].Evaluate(value, run) : Apply(branches[i], value, "anyOf", i, run);
            run.Marks.Settle(saved, ok);
            report?.EndBranch();
            matched |= ok;
        }

        report?.Finish(matched, node, "anyOf", value, branches);
        return matched;
    }

    /// <inheritdoc/>
    public override void AddShapes(JsonElement value, ShapeRun shapes, bool isOverlay)
    {
        foreach (var branch in branches)
        {
            shapes.AddIfSatisfied(branch, value, isOverlay);
        }
    }
}
