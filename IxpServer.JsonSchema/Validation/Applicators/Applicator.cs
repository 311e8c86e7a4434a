using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary>A keyword that applies other schemas to the same value (JSON Schema Core 2020-12, section 10.2).</summary>
internal abstract class Applicator
{
    /// <summary>The schemas that may be applied.</summary>
    public abstract IEnumerable<SchemaNode> Schemas { get; }

    /// <summary>Whether all <see cref="Schemas"/> are applied to every value, so that each must hold.</summary>
    public virtual bool IsUnconditional => false;

    /// <summary>Whether one of <see cref="Schemas"/> must hold.</summary>
    public virtual bool IsChoice => false;

    /// <summary>Those of <see cref="Schemas"/> that some valid value has to satisfy.</summary>
    public virtual IEnumerable<SchemaNode> Demands => Schemas;

    /// <summary>The JSON types that a value can have, as far as can be told without a value.</summary>
    public JsonKinds Accepts =>
        IsUnconditional ? Schemas.Aggregate(JsonKinds.All, (all, schema) => all & schema.Accepts)
        : IsChoice ? Schemas.Aggregate(JsonKinds.None, (all, schema) => all | schema.Accepts)
        : JsonKinds.All;

    /// <summary>Evaluates a value for the schema that holds the keyword.</summary>
    public abstract bool Evaluate(JsonElement value, SchemaNode node, Run run);

    /// <summary>Adds the schemas that a value satisfies and that say something about its shape.</summary>
    public abstract void AddShapes(JsonElement value, ShapeRun shapes, bool isOverlay);

    /// <summary>Reads every such keyword of a schema.</summary>
    public static Applicator[] ReadAll(SchemaReader reader)
    {
        Applicator?[] all =
        [
            Reference.Read(reader),
            DynamicReference.Read(reader, "$dynamicRef"),
            DynamicReference.Read(reader, "$recursiveRef"),
            reader.Schemas("allOf") is { } allOf ? new AllOf(allOf) : null,
            reader.Schemas("anyOf") is { } anyOf ? new AnyOf(anyOf) : null,
            reader.Schemas("oneOf") is { } oneOf ? new OneOf(oneOf) : null,
            reader.Schema("not") is { } not ? new Not(not) : null,
            Conditional.Read(reader),
            DependentSchemas.Read(reader, "dependentSchemas"),
            DependentSchemas.Read(reader, "dependencies"),
        ];
        return [.. all.OfType<Applicator>()];
    }

    /// <summary>Evaluates one of the schemas.</summary>
    protected static bool Apply(SchemaNode schema, JsonElement value, string keyword, object? part, Run run)
    {
        if (run.Faults is not { } faults)
        {
            return schema.Evaluate(value, run);
        }

        faults.Enter(keyword, part);
        var ok = schema.Evaluate(value, run);
        faults.Leave(part is null ? 1 : 2);
        return ok;
    }
}
