using System.Text.Json;
using IxpServer.Api.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>Walks the new schema and applies the rule of each of its keywords to what the old one promises.</summary>
internal sealed class Comparison
{
    /// <summary>Comparisons of choices multiply; a schema that needs more is refused.</summary>
    private const int MaxSteps = 20_000;

    private readonly Stack<string> _open = [];
    private int _steps;

    /// <summary>Where the new schema may refuse one of the values.</summary>
    internal IReadOnlyList<SchemaBreak> Breaks(AcceptedValues old, JsonElement next, References references, string at)
    {
        if (++_steps > MaxSteps)
        {
            return [new(at, "is too large to be compared", IsUnknown: true)];
        }

        if (old.IsEmpty || next.IsOpen() || IsPromised(old, next, references))
        {
            return [];
        }

        if (next.ValueKind is JsonValueKind.False)
        {
            return [new(at, "refuses what was accepted")];
        }

        if (FiniteValues.Breaks(old, next, at) is { } finite)
        {
            return finite;
        }

        var breaks = new List<SchemaBreak>();
        foreach (var member in next.EnumerateObject())
        {
            if (
                CompatibilityRules.ByKeyword.TryGetValue(member.Name, out var rule)
                && (rule.Concerns is ValueTypes.All || (old.ValueTypes & rule.Concerns) is not ValueTypes.None)
            )
            {
                var place = $"{at}/{JsonReading.PointerToken(member.Name)}";
                breaks.AddRange(rule.FindBreaks(new Demand(this, old, next, member, references, place)));
            }
        }

        return breaks.Count > 0 && old.HasChoices
            ? [.. old.Split().SelectMany(branch => Breaks(branch, next, references, at))]
            : breaks;
    }

    /// <summary>The breaks of what a reference leads to; null when it is being followed already.</summary>
    internal IReadOnlyList<SchemaBreak>? TryFollow(Demand reference, JsonElement target)
    {
        var name = reference.Value.ToString();
        if (_open.Contains(name))
        {
            return null;
        }

        _open.Push(name);
        var breaks = Breaks(reference.Old, target, reference.References, reference.At);
        _open.Pop();
        return breaks;
    }

    /// <summary>Whether the old schema says the very same.</summary>
    private static bool IsPromised(AcceptedValues old, JsonElement next, References references) =>
        old.Parts.Any(part => JsonElement.DeepEquals(part, next)) && references.MeansTheSame(next, old.References);
}
