using System.Text.Json;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary><c>oneOf</c> (JSON Schema Core 2020-12, section 10.2.1.3).</summary>
internal sealed class OneOf(SchemaNode[] branches) : Applicator
{
    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas => branches;

    /// <inheritdoc/>
    public override bool IsChoice => true;

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var first = -1;
        var second = -1;
        var report = BranchReport.Start(run);
        for (var i = 0; i < branches.Length && second < 0; i++)
        {
            var saved = run.Marks.Save();
            var ok = run.Faults is null ? branches[i].Evaluate(value, run) : Apply(branches[i], value, "oneOf", i, run);
            run.Marks.Settle(saved, ok);
            report?.EndBranch();
            (first, second) =
                !ok ? (first, second)
                : first < 0 ? (i, second)
                : (first, i);
        }

        report?.Finish(first >= 0, node, "oneOf", value, branches);
        if (second >= 0)
        {
            run.Faults?.Add(node, "oneOf", $"must match exactly one of the schemas, but matches {first} and {second}");
        }

        return first >= 0 && second < 0;
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
