using System.Globalization;
using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>Demands on single values: numbers, texts, and how many members or items there are.</summary>
internal static class ValueConstraints
{
    /// <summary>What a decimal holds without rounding.</summary>
    private const int ExactDigits = 27;

    internal static void Check(AcceptedValues old, JsonProperty member, string at, List<SchemaBreak> breaks)
    {
        var (concerned, holds) = member.Name switch
        {
            "minimum" => (ValueTypes.Number, AtLeast(old, member, strictly: false)),
            "exclusiveMinimum" => (ValueTypes.Number, AtLeast(old, member, strictly: true)),
            "maximum" => (ValueTypes.Number, AtMost(old, member, strictly: false)),
            "exclusiveMaximum" => (ValueTypes.Number, AtMost(old, member, strictly: true)),
            "multipleOf" => (ValueTypes.Number, IsMultiple(old, member)),
            "minLength" => (ValueTypes.Text, IsFloor(old, member)),
            "maxLength" => (ValueTypes.Text, IsCeiling(old, member)),
            "pattern" or "format" => (ValueTypes.Text, IsSaid(old, member)),
            "minItems" => (ValueTypes.Array, IsFloor(old, member)),
            "maxItems" => (ValueTypes.Array, IsCeiling(old, member)),
            "uniqueItems" => (
                ValueTypes.Array,
                member.Value.ValueKind is not JsonValueKind.True || IsSaid(old, member)
            ),
            "minProperties" => (ValueTypes.Object, IsFloor(old, member)),
            "maxProperties" => (ValueTypes.Object, IsCeiling(old, member)),
            _ => (ValueTypes.None, true),
        };
        if (!holds && (old.ValueTypes & concerned) is not ValueTypes.None)
        {
            breaks.Add(new(at, $"is narrower: {Http.IxpError.Clip(member.Value.GetRawText())}"));
        }
    }

    private static bool AtLeast(AcceptedValues old, JsonProperty bound, bool strictly) =>
        Bound(old, bound, "minimum", (mine, asked) => strictly ? mine > asked : mine >= asked)
        || Bound(old, bound, "exclusiveMinimum", (mine, asked) => mine >= asked);

    private static bool AtMost(AcceptedValues old, JsonProperty bound, bool strictly) =>
        Bound(old, bound, "maximum", (mine, asked) => strictly ? mine < asked : mine <= asked)
        || Bound(old, bound, "exclusiveMaximum", (mine, asked) => mine <= asked);

    private static bool IsFloor(AcceptedValues old, JsonProperty bound) =>
        Exact(bound.Value) is 0 || Bound(old, bound, bound.Name, (mine, asked) => mine >= asked);

    private static bool IsCeiling(AcceptedValues old, JsonProperty bound) =>
        Bound(old, bound, bound.Name, (mine, asked) => mine <= asked);

    private static bool IsMultiple(AcceptedValues old, JsonProperty factor) =>
        Bound(old, factor, factor.Name, (mine, asked) => asked is not 0 && mine % asked is 0)
        || (
            (old.ValueTypes & ValueTypes.Fraction) is ValueTypes.None
            && Exact(factor.Value) is { } asked
            && asked is not 0
            && 1 % asked is 0
        );

    private static bool IsSaid(AcceptedValues old, JsonProperty member) =>
        old.Values(member.Name).Any(value => JsonElement.DeepEquals(value, member.Value));

    private static bool Bound(
        AcceptedValues old,
        JsonProperty bound,
        string keyword,
        Func<decimal, decimal, bool> implies
    ) =>
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
