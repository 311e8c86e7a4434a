using System.Text.Json;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>What one schema contributes to shaping; complete once the schema is compiled.</summary>
internal sealed class ShapeInfo
{
    /// <summary>The schema's own <c>default</c>.</summary>
    public JsonElement? Default { get; set; }

    /// <summary>Whether shaping may change a value of this schema; if not, values are copied as they are.</summary>
    public bool IsNeeded { get; set; }

    /// <summary>The members that are added when they are missing, in the schema's order.</summary>
    public DefaultMember[] Defaults { get; set; } = [];
}
