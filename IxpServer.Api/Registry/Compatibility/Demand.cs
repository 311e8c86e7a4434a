using System.Text.Json;
using IxpServer.Api.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>One keyword of the new schema, and what is known of the values that it is asked of.</summary>
/// <param name="Comparison">Compares what is inside.</param>
/// <param name="Old">What the old schema says of the values.</param>
/// <param name="Next">The schema that has the keyword.</param>
/// <param name="Member">The keyword with its value.</param>
/// <param name="References">How the new schema's references are followed.</param>
/// <param name="At">The keyword's place.</param>
internal sealed record Demand(
    Comparison Comparison,
    AcceptedValues Old,
    JsonElement Next,
    JsonProperty Member,
    References References,
    string At
)
{
    internal JsonElement Value => Member.Value;

    internal bool IsTrue => Value.ValueKind is JsonValueKind.True;

    /// <summary>The schemas in a list under the keyword, each with its place.</summary>
    internal IEnumerable<(JsonElement Json, string Place)> Children =>
        Value.EnumerateArray().Select((json, index) => (json, $"{At}/{index}"));

    /// <summary>Whether the old schema allows no other types than this keyword.</summary>
    internal bool AllowsTypes => (Old.ValueTypes & ~ValueTypeReading.Read(Value)) is ValueTypes.None;

    /// <summary>Whether the old schema has the keyword with the same value.</summary>
    internal bool IsSaid => Old.Values(Member.Name).Any(value => JsonElement.DeepEquals(value, Value));

    /// <summary>Whether a part of the old schema has the very same under all of these keywords.</summary>
    internal bool HasTheSame(params string[] keywords) =>
        Old.Parts.Any(part => keywords.All(keyword => Same(part.Child(keyword), Next.Child(keyword))))
        && References.MeansTheSame(Next, Old.References);

    internal string Place(JsonProperty child) => $"{At}/{JsonReading.PointerToken(child.Name)}";

    /// <summary>A break unless something holds.</summary>
    internal IEnumerable<SchemaBreak> Unless(bool holds, string? message = null) =>
        holds ? [] : [new(At, message ?? $"is narrower: {Http.IxpError.Clip(Value.GetRawText())}")];

    internal IEnumerable<SchemaBreak> Unknown(string message) => [new(At, message, IsUnknown: true)];

    /// <summary>The breaks of a schema within the keyword, for the same values.</summary>
    internal IEnumerable<SchemaBreak> Compare(JsonElement schema, string place) => Compare(Old, schema, place);

    /// <summary>The breaks of a schema within the keyword, for other values.</summary>
    internal IEnumerable<SchemaBreak> Compare(AcceptedValues old, JsonElement schema, string place) =>
        Comparison.Breaks(old, schema, References, place);

    /// <summary>The breaks of what the keyword refers to.</summary>
    internal IEnumerable<SchemaBreak> Follow() =>
        References.Resolve(Value) is { } target && Comparison.TryFollow(this, target) is { } breaks
            ? breaks
            : Unknown("cannot be compared: it leads to itself, or is no plain JSON Pointer");

    private static bool Same(JsonElement? one, JsonElement? other) =>
        one is null || other is null ? one is null && other is null : JsonElement.DeepEquals(one.Value, other.Value);
}
