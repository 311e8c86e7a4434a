using System.Collections.Frozen;
using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>
/// The rules of compatibility, all of them: what each keyword of a new schema asks, of values of which types, and when the
/// old schema promises as much. A keyword without a rule asks nothing. What a rule cannot tell is <c>unknown</c>, and is
/// refused as a break is.
/// </summary>
internal static class CompatibilityRules
{
    private static readonly CompatibilityRule[] All =
    [
        // Any value.
        new("type", ValueTypes.All, demand => demand.Unless(demand.AllowsTypes, "allows fewer types")),
        new("enum", ValueTypes.All, demand => demand.Unless(false, "allows only certain values")),
        new("const", ValueTypes.All, demand => demand.Unless(false, "allows only certain values")),
        new("allOf", ValueTypes.All, demand => demand.Children.SelectMany(one => demand.Compare(one.Json, one.Place))),
        new("anyOf", ValueTypes.All, Choice),
        new("oneOf", ValueTypes.All, OneOf),
        new("not", ValueTypes.All, demand => demand.Unless(ExcludesNoMore(demand), "excludes more")),
        new("if", ValueTypes.All, Condition),
        new("$ref", ValueTypes.All, demand => demand.Follow()),
        new("$dynamicRef", ValueTypes.All, demand => demand.Unknown("cannot be compared")),
        // Numbers.
        new("minimum", ValueTypes.Number, demand => demand.Unless(ValueRules.AtLeast(demand, strictly: false))),
        new("exclusiveMinimum", ValueTypes.Number, demand => demand.Unless(ValueRules.AtLeast(demand, strictly: true))),
        new("maximum", ValueTypes.Number, demand => demand.Unless(ValueRules.AtMost(demand, strictly: false))),
        new("exclusiveMaximum", ValueTypes.Number, demand => demand.Unless(ValueRules.AtMost(demand, strictly: true))),
        new("multipleOf", ValueTypes.Number, demand => demand.Unless(ValueRules.IsMultiple(demand))),
        // Texts.
        new("minLength", ValueTypes.Text, demand => demand.Unless(ValueRules.IsFloor(demand))),
        new("maxLength", ValueTypes.Text, demand => demand.Unless(ValueRules.IsCeiling(demand))),
        new("pattern", ValueTypes.Text, demand => demand.Unless(demand.IsSaid)),
        new("format", ValueTypes.Text, demand => demand.Unless(demand.IsSaid)),
        // Arrays.
        new("minItems", ValueTypes.Array, demand => demand.Unless(ValueRules.IsFloor(demand))),
        new("maxItems", ValueTypes.Array, demand => demand.Unless(ValueRules.IsCeiling(demand))),
        new("uniqueItems", ValueTypes.Array, demand => demand.Unless(!demand.IsTrue || demand.IsSaid)),
        new("prefixItems", ValueTypes.Array, ArrayRules.Places),
        new("items", ValueTypes.Array, ArrayRules.Rest),
        new("contains", ValueTypes.Array, Contains),
        new("unevaluatedItems", ValueTypes.Array, Unevaluated),
        // Objects.
        new("minProperties", ValueTypes.Object, demand => demand.Unless(ValueRules.IsFloor(demand))),
        new("maxProperties", ValueTypes.Object, demand => demand.Unless(ValueRules.IsCeiling(demand))),
        new("required", ValueTypes.Object, ObjectRules.Required),
        new("properties", ValueTypes.Object, ObjectRules.Properties),
        new("patternProperties", ValueTypes.Object, ObjectRules.Patterns),
        new("additionalProperties", ValueTypes.Object, ObjectRules.Rest),
        new("propertyNames", ValueTypes.Object, ObjectRules.Names),
        new("dependentRequired", ValueTypes.Object, ObjectRules.DependentRequired),
        new("dependentSchemas", ValueTypes.Object, ObjectRules.DependentSchemas),
        new("unevaluatedProperties", ValueTypes.Object, Unevaluated),
    ];

    internal static readonly FrozenDictionary<string, CompatibilityRule> ByKeyword = All.ToFrozenDictionary(rule =>
        rule.Keyword
    );

    /// <summary>Some branch must take all that was accepted.</summary>
    private static IEnumerable<SchemaBreak> Choice(Demand demand) =>
        demand.Unless(
            demand.Children.Any(branch => !demand.Compare(branch.Json, branch.Place).Any()),
            "has no branch for something that was accepted"
        );

    /// <summary>Branches of different types cannot match together, so that one is as good as any.</summary>
    private static IEnumerable<SchemaBreak> OneOf(Demand demand)
    {
        if (demand.HasTheSame("oneOf"))
        {
            return [];
        }

        var types = demand.Children.Select(branch => AcceptedValues.Of(branch.Json, demand.References).ValueTypes);
        var seen = ValueTypes.None;
        foreach (var branch in types)
        {
            if ((seen & branch) is not ValueTypes.None)
            {
                return demand.Unknown("cannot be compared: its branches share a type");
            }

            seen |= branch;
        }

        return Choice(demand);
    }

    private static bool ExcludesNoMore(Demand demand) =>
        demand
            .Old.Values("not")
            .Any(not =>
                !demand
                    .Comparison.Breaks(
                        AcceptedValues.PartOf(demand.Value, demand.References),
                        not,
                        demand.Old.References,
                        ""
                    )
                    .Any()
            );

    private static IEnumerable<SchemaBreak> Condition(Demand demand) =>
        demand.Unless(
            (demand.Next.Child("then") is null && demand.Next.Child("else") is null)
                || demand.HasTheSame("if", "then", "else"),
            "is a condition that the old version does not have like this"
        );

    private static IEnumerable<SchemaBreak> Contains(Demand demand) =>
        demand.Unless(
            demand.HasTheSame("contains", "minContains", "maxContains"),
            "asks for items that the old version does not ask for like this"
        );

    private static IEnumerable<SchemaBreak> Unevaluated(Demand demand) =>
        demand.Value.IsOpen() ? [] : demand.Unknown("cannot be compared unless nothing beside it changes");
}

/// <summary>What one keyword asks.</summary>
/// <param name="Keyword">Its name.</param>
/// <param name="Concerns">The types of the values that it asks anything of.</param>
/// <param name="FindBreaks">Where it may refuse what the old schema accepts.</param>
internal sealed record CompatibilityRule(
    string Keyword,
    ValueTypes Concerns,
    Func<Demand, IEnumerable<SchemaBreak>> FindBreaks
);
