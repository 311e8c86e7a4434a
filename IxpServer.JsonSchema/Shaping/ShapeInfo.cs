using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>What one schema contributes to shaping; complete once the schema is compiled.</summary>
internal sealed class ShapeInfo
{
    /// <summary>The schema's own <c>default</c>.</summary>
    public JsonElement? Default { get; set; }

    /// <summary>Whether shaping may change a value of this schema; if not, values are copied as they are.</summary>
    public bool IsNeeded { get; set; }

    /// <summary>The JSON types that a valid value can have, as far as can be told without a value.</summary>
    public JsonKinds Accepts { get; set; } = JsonKinds.All;

    /// <summary>The members that are added when they are missing, in the schema's order.</summary>
    public DefaultMember[] Defaults { get; set; } = [];
}

/// <summary>A schema that applies to a value.</summary>
/// <param name="Node">The schema.</param>
/// <param name="IsOverlay">Whether it applies under a condition, so that it adds to others without closing the object.</param>
internal readonly record struct ShapeEntry(SchemaNode Node, bool IsOverlay);
