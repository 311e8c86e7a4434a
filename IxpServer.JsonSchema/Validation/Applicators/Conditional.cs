using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary><c>if</c>, <c>then</c> and <c>else</c> (JSON Schema Core 2020-12, section 10.2.2).</summary>
internal sealed class Conditional(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : Applicator
{
    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas
    {
        get
        {
            SchemaNode?[] all = [condition, then, otherwise];
            return all.OfType<SchemaNode>();
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Demands => Schemas.Skip(1);

    /// <summary>Reads the keywords.</summary>
    public static Conditional? Read(SchemaReader reader)
    {
        var (then, otherwise) = (reader.Schema("then"), reader.Schema("else"));
        return reader.Schema("if") is { } condition ? new Conditional(condition, then, otherwise) : null;
    }

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var saved = run.Marks.Save();
        var holds = run.Test(condition, value);
        run.Marks.Settle(saved, holds);
        var next = holds ? then : otherwise;
        return next is null || Apply(next, value, holds ? "then" : "else", null, run);
    }

    /// <inheritdoc/>
    public override void AddShapes(JsonElement value, ShapeRun shapes, bool isOverlay)
    {
        // A condition adds to what the schema around it describes; it does not decide which other members there may be.
        var holds = shapes.AddIfSatisfied(condition, value, isOverlay: true);
        if ((holds ? then : otherwise) is { } next)
        {
            shapes.Add(next, value, isOverlay: true);
        }
    }
}
