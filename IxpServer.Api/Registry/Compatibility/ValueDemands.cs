using System.Globalization;
using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>Demands on single values: numbers, texts, and how many members or items there are.</summary>
internal static class ValueDemands
{
    /// <summary>What a decimal holds without rounding.</summary>
    private const int ExactDigits = 27;

    internal static void Check(Promise old, JsonProperty member, string at, List<SchemaBreak> breaks)
    {
        var (concerned, holds) = member.Name switch
        {
            "minimum" => (Kinds.Number, AtLeast(old, member, strictly: false)),
            "exclusiveMinimum" => (Kinds.Number, AtLeast(old, member, strictly: true)),
            "maximum" => (Kinds.Number, AtMost(old, member, strictly: false)),
            "exclusiveMaximum" => (Kinds.Number, AtMost(old, member, strictly: true)),
            "multipleOf" => (Kinds.Number, IsMultiple(old, member)),
            "minLength" => (Kinds.Text, IsFloor(old, member)),
            "maxLength" => (Kinds.Text, IsCeiling(old, member)),
            "pattern" or "format" => (Kinds.Text, IsSaid(old, member)),
            "minItems" => (Kinds.Array, IsFloor(old, member)),
            "maxItems" => (Kinds.Array, IsCeiling(old, member)),
            "uniqueItems" => (Kinds.Array, member.Value.ValueKind is not JsonValueKind.True || IsSaid(old, member)),
            "minProperties" => (Kinds.Object, IsFloor(old, member)),
            "maxProperties" => (Kinds.Object, IsCeiling(old, member)),
            _ => (Kinds.None, true),
        };
        if (!holds && (old.Kinds & concerned) is not Kinds.None)
        {
            breaks.Add(new(at, $"is narrower: {Http.IxpError.Clip(member.Value.GetRawText())}"));
        }
    }

    private static bool AtLeast(Promise old, JsonProperty bound, bool strictly) =>
        Bound(old, bound, "minimum", (mine, asked) => strictly ? mine > asked : mine >= asked)
        || Bound(old, bound, "exclusiveMinimum", (mine, asked) => mine >= asked);

    private static bool AtMost(Promise old, JsonProperty bound, bool strictly) =>
        Bound(old, bound, "maximum", (mine, asked) => strictly ? mine < asked : mine <= asked)
        || Bound(old, bound, "exclusiveMaximum", (mine, asked) => mine <= asked);

    private static bool IsFloor(Promise old, JsonProperty bound) =>
        Exact(bound.Value) is 0 || Bound(old, bound, bound.Name, (mine, asked) => mine >= asked);

    private static bool IsCeiling(Promise old, JsonProperty bound) =>
        Bound(old, bound, bound.Name, (mine, asked) => mine <= asked);

    private static bool IsMultiple(Promise old, JsonProperty factor) =>
        Bound(old, factor, factor.Name, (mine, asked) => asked is not 0 && mine % asked is 0)
        || (
            (old.Kinds & Kinds.Fraction) is Kinds.None
            && Exact(factor.Value) is { } asked
            && asked is not 0
            && 1 % asked is 0
        );

    private static bool IsSaid(Promise old, JsonProperty member) =>
        old.Values(member.Name).Any(value => JsonElement.DeepEquals(value, member.Value));

    private static bool Bound(Promise old, JsonProperty bound, string keyword, Func<decimal, decimal, bool> implies) =>
        old.Values(keyword)
            .Any(value =>
                Exact(value) is { } mine && Exact(bound.Value) is { } asked
                    ? implies(mine, asked)
                    : keyword == bound.Name && JsonElement.DeepEquals(value, bound.Value)
            );

    private static decimal? Exact(JsonElement number) =>
        number.ValueKind is JsonValueKind.Number
        && number.GetRawText() is { Length: <= ExactDigits } text
        && !text.AsSpan().ContainsAny('e', 'E')
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
