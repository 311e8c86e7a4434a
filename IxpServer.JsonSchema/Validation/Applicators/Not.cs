using System.Text.Json;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary><c>not</c> (JSON Schema Core 2020-12, section 10.2.1.4).</summary>
internal sealed class Not(SchemaNode schema) : Applicator
{
    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas => [schema];

    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Demands => [];

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var marks = run.Marks.Suspend();
        var matched = run.Test(schema, value);
        run.Marks.Resume(marks);
        if (matched)
        {
            run.Faults?.Add(node, "not", "must not match the schema that is excluded");
        }

        return !matched;
    }

    /// <inheritdoc/>
    public override void AddShapes(JsonElement value, ShapeRun shapes, bool isOverlay) { }
}
