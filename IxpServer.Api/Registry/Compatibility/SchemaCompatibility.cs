using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>
/// Whether whatever one JSON Schema accepts is accepted by another. It proves rather than guesses: what it cannot
/// prove counts as a break. The one exception is stated in <c>docs/registry.md</c>: a new optional property of an
/// object that never said what other members it takes.
/// </summary>
public static class SchemaCompatibility
{
    private const int MaxBreaks = 20;

    /// <summary>Where the new schema may refuse what the old one accepts; empty when it never does.</summary>
    /// <param name="old">The schema that callers rely on.</param>
    /// <param name="next">The one that would take its place.</param>
    public static IReadOnlyList<SchemaBreak> FindBreaks(JsonElement old, JsonElement next)
    {
        if (JsonElement.DeepEquals(old, next))
        {
            return [];
        }

        // One vocabulary to compare in, whatever drafts the two are written in.
        var (mine, asked) = (SchemaUpgrade.ToNewest(old), SchemaUpgrade.ToNewest(next));
        var breaks = new Comparison().Breaks(
            AcceptedValues.Of(mine, new References(mine)),
            asked,
            new References(asked),
            ""
        );
        return
        [
            .. breaks
                .Select(one => one with { Pointer = SchemaUpgrade.FindOrigin(next, one.Pointer) })
                .Distinct()
                .Take(MaxBreaks),
        ];
    }
}

/// <summary>A place where a new schema may refuse what the old one accepts.</summary>
/// <param name="Pointer">The JSON Pointer within the new schema.</param>
/// <param name="Message">What is narrower there.</param>
/// <param name="IsUnknown">Whether it cannot be told, and may be none.</param>
public sealed record SchemaBreak(string Pointer, string Message, bool IsUnknown = false);
