using System.Globalization;
using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>When bounds are implied: of numbers, lengths, and how many members or items there are.</summary>
internal static class ValueRules
{
    /// <summary>What a decimal holds without rounding.</summary>
    private const int ExactDigits = 27;

    internal static bool AtLeast(Demand demand, bool strictly) =>
        Bound(demand, "minimum", (mine, asked) => strictly ? mine > asked : mine >= asked)
        || Bound(demand, "exclusiveMinimum", (mine, asked) => mine >= asked);

    internal static bool AtMost(Demand demand, bool strictly) =>
        Bound(demand, "maximum", (mine, asked) => strictly ? mine < asked : mine <= asked)
        || Bound(demand, "exclusiveMaximum", (mine, asked) => mine <= asked);

    internal static bool IsFloor(Demand demand) =>
        Exact(demand.Value) is 0 || Bound(demand, demand.Member.Name, (mine, asked) => mine >= asked);

    internal static bool IsCeiling(Demand demand) => Bound(demand, demand.Member.Name, (mine, asked) => mine <= asked);

    /// <summary>Whole numbers are multiples of what divides 1, whatever the old schema says.</summary>
    internal static bool IsMultiple(Demand demand) =>
        Bound(demand, demand.Member.Name, (mine, asked) => asked is not 0 && mine % asked is 0)
        || (
            (demand.Old.ValueTypes & ValueTypes.Fraction) is ValueTypes.None
            && Exact(demand.Value) is { } asked
            && asked is not 0
            && 1 % asked is 0
        );

    /// <summary>Whether the old schema has a bound under the keyword that implies the new one.</summary>
    private static bool Bound(Demand demand, string keyword, Func<decimal, decimal, bool> implies) =>
        demand
            .Old.Values(keyword)
            .Any(value =>
                Exact(value) is { } mine && Exact(demand.Value) is { } asked
                    ? implies(mine, asked)
                    : keyword == demand.Member.Name && JsonElement.DeepEquals(value, demand.Value)
            );

    private static decimal? Exact(JsonElement number) =>
        number.ValueKind is JsonValueKind.Number
        && number.GetRawText() is { Length: <= ExactDigits } text
        && !text.AsSpan().ContainsAny('e', 'E')
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
