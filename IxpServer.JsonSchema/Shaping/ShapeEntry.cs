using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>A schema that applies to a value.</summary>
/// <param name="Node">The schema.</param>
/// <param name="IsOverlay">Whether it applies under a condition, so that it adds to others without closing the object.</param>
internal readonly record struct ShapeEntry(SchemaNode Node, bool IsOverlay);
