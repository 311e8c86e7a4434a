using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>
/// Writes a value in the shape its schemas describe: defaults added, undeclared members left out. At every place it keeps
/// the list of schemas that apply there; the lists of nested places lie on one another as a stack.
/// </summary>
internal sealed partial class ShapeRun
{
    /// <summary>Below this depth values are copied as they are; the writer itself throws at a depth of 1,000.</summary>
    public const int MaxWriterDepth = 900;

    [ThreadStatic]
    private static ShapeRun? spare;

    private readonly List<ShapeEntry> active = [];
    private SchemaOptions options = SchemaOptions.Default;
    private Utf8JsonWriter writer = null!;

    private ShapeRun(Run run) => Run = run;

    /// <summary>The budgets and the dynamic scope.</summary>
    public Run Run { get; private set; }

    /// <summary>Writes a whole value.</summary>
    public static void WriteValue(SchemaNode schema, SchemaOptions options, Utf8JsonWriter writer, JsonElement value) =>
        Write(schema, options, writer, value, membersOnly: false);

    /// <summary>Writes the members of an object without its braces.</summary>
    public static void WriteMembers(
        SchemaNode schema,
        SchemaOptions options,
        Utf8JsonWriter writer,
        JsonElement value
    ) => Write(schema, options, writer, value, membersOnly: true);

    /// <summary>Adds a schema that applies to a value, and those it applies to the same value in turn.</summary>
    public void Add(SchemaNode node, JsonElement value, bool isOverlay)
    {
        if (Run.Step())
        {
            active.Add(new ShapeEntry(node, isOverlay));
            Expand(node, value, isOverlay);
        }
    }

    /// <summary>Adds a schema if the value satisfies it.</summary>
    public bool AddIfSatisfied(SchemaNode node, JsonElement value, bool isOverlay)
    {
        var satisfied = Run.Test(node, value);
        if (satisfied)
        {
            Add(node, value, isOverlay);
        }

        return satisfied;
    }

    private static void Write(
        SchemaNode schema,
        SchemaOptions options,
        Utf8JsonWriter writer,
        JsonElement value,
        bool membersOnly
    )
    {
        var run = Run.Rent(options, null);
        var shapes = spare ?? new ShapeRun(run);
        spare = null;
        (shapes.Run, shapes.options, shapes.writer) = (run, options, writer);
        shapes.active.Clear();
        shapes.Add(schema, value, isOverlay: false);
        if (membersOnly)
        {
            shapes.WriteMembers(value, 0);
        }
        else
        {
            shapes.Write(value, 0);
        }

        shapes.writer = null!;
        spare = shapes;
        run.Return();
    }

    private void Expand(SchemaNode node, JsonElement value, bool isOverlay)
    {
        if (node.Applicators.Length == 0 || !Run.Enter())
        {
            return;
        }

        if (node.TracksScope)
        {
            Run.EnterResource(node.Place.Resource);
        }

        foreach (var applicator in node.Applicators)
        {
            applicator.AddShapes(value, this, isOverlay);
        }

        Run.Leave();
    }
}
