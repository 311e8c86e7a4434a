using System.Text.Json;
using IxpServer.Api.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>Walks the new schema and looks, for each of its demands, for a promise of the old one that implies it.</summary>
internal sealed class Comparison
{
    /// <summary>Comparisons of choices multiply; a schema that needs more is refused.</summary>
    private const int MaxSteps = 20_000;

    private readonly Stack<string> _open = [];
    private int _steps;

    internal List<SchemaBreak> Breaks(AcceptedValues old, JsonElement next, References references, string at)
    {
        var breaks = new List<SchemaBreak>();
        if (++_steps > MaxSteps)
        {
            return [new(at, "is too large to be compared")];
        }

        if (old.IsEmpty || next.IsOpen() || IsPromised(old, next, references))
        {
            return breaks;
        }

        if (next.ValueKind is JsonValueKind.False)
        {
            return [new(at, "refuses what was accepted")];
        }

        if (FiniteValues.Breaks(old, next, at) is { } finite)
        {
            return finite;
        }

        foreach (var member in next.EnumerateObject())
        {
            Demand(old, next, member, references, $"{at}/{JsonReading.PointerToken(member.Name)}", breaks);
        }

        return breaks.Count > 0 && old.HasChoices
            ? [.. old.Split().SelectMany(branch => Breaks(branch, next, references, at))]
            : breaks;
    }

    /// <summary>Whether the old schema says the very same.</summary>
    private static bool IsPromised(AcceptedValues old, JsonElement next, References references) =>
        old.Parts.Any(part => JsonElement.DeepEquals(part, next)) && references.MeansTheSame(next, old.References);

    /// <summary>Whether a part of the old schema has the very same under all of these keywords.</summary>
    private static bool IsPromised(
        AcceptedValues old,
        JsonElement next,
        References references,
        params string[] keywords
    ) =>
        old.Parts.Any(part => keywords.All(keyword => Same(part.Child(keyword), next.Child(keyword))))
        && references.MeansTheSame(next, old.References);

    private static bool Same(JsonElement? one, JsonElement? other) =>
        one is null || other is null ? one is null && other is null : JsonElement.DeepEquals(one.Value, other.Value);

    private void Demand(
        AcceptedValues old,
        JsonElement next,
        JsonProperty member,
        References references,
        string at,
        List<SchemaBreak> breaks
    )
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "$ref":
                Follow(old, value, references, at, breaks);
                break;
            case "$dynamicRef":
                breaks.Add(new(at, "cannot be compared"));
                break;
            case "type":
                if ((old.ValueTypes & ~ValueTypeReading.Read(value)) is not ValueTypes.None)
                {
                    breaks.Add(new(at, "allows fewer types"));
                }

                break;
            case "enum" or "const":
                breaks.Add(new(at, "allows only certain values"));
                break;
            case "allOf":
                foreach (var (one, index) in value.EnumerateArray().Select((one, index) => (one, index)))
                {
                    breaks.AddRange(Breaks(old, one, references, $"{at}/{index}"));
                }

                break;
            case "anyOf":
                Choice(old, value, references, at, breaks);
                break;
            case "oneOf" when !IsPromised(old, next, references, "oneOf"):
                OneOf(old, value, references, at, breaks);
                break;
            case "not" when !old.Values("not").Any(not => Implies(value, references, not, old.References)):
                breaks.Add(new(at, "excludes more"));
                break;
            case "if"
                when (next.Child("then") is not null || next.Child("else") is not null)
                    && !IsPromised(old, next, references, "if", "then", "else"):
                breaks.Add(new(at, "is a condition that the old version does not have like this"));
                break;
            case "contains" when !IsPromised(old, next, references, "contains", "minContains", "maxContains"):
                if (old.ValueTypes.HasFlag(ValueTypes.Array))
                {
                    breaks.Add(new(at, "asks for items that the old version does not ask for like this"));
                }

                break;
            case "unevaluatedProperties" when old.ValueTypes.HasFlag(ValueTypes.Object) && !value.IsOpen():
            case "unevaluatedItems" when old.ValueTypes.HasFlag(ValueTypes.Array) && !value.IsOpen():
                breaks.Add(new(at, "cannot be compared unless nothing beside it changes"));
                break;
            default:
                ValueConstraints.Check(old, member, at, breaks);
                ArrayConstraints.Check(this, old, next, member, references, at, breaks);
                ObjectConstraints.Check(this, old, next, member, references, at, breaks);
                break;
        }
    }

    private void Follow(
        AcceptedValues old,
        JsonElement reference,
        References references,
        string at,
        List<SchemaBreak> breaks
    )
    {
        var name = reference.ToString();
        if (references.Resolve(reference) is not { } target || _open.Contains(name))
        {
            breaks.Add(new(at, "cannot be compared: it leads to itself, or is no plain JSON Pointer"));
            return;
        }

        _open.Push(name);
        breaks.AddRange(Breaks(old, target, references, at));
        _open.Pop();
    }

    private void Choice(
        AcceptedValues old,
        JsonElement branches,
        References references,
        string at,
        List<SchemaBreak> breaks
    )
    {
        var index = 0;
        foreach (var branch in branches.EnumerateArray())
        {
            if (Breaks(old, branch, references, $"{at}/{index++}").Count is 0)
            {
                return;
            }
        }

        breaks.Add(new(at, "has no branch for something that was accepted"));
    }

    /// <summary>Branches of different types cannot match together, so that one is as good as any.</summary>
    private void OneOf(
        AcceptedValues old,
        JsonElement branches,
        References references,
        string at,
        List<SchemaBreak> breaks
    )
    {
        var seen = ValueTypes.None;
        foreach (var branch in branches.EnumerateArray())
        {
            var kinds = AcceptedValues.Of(branch, references).ValueTypes;
            if ((seen & kinds) is not ValueTypes.None)
            {
                breaks.Add(new(at, "cannot be compared: its branches share a type"));
                return;
            }

            seen |= kinds;
        }

        Choice(old, branches, references, at, breaks);
    }

    private bool Implies(
        JsonElement narrow,
        References narrowReferences,
        JsonElement wide,
        References wideReferences
    ) => Breaks(AcceptedValues.PartOf(narrow, narrowReferences), wide, wideReferences, "").Count is 0;
}
