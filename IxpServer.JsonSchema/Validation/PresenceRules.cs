using System.Text;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// <c>required</c> and <c>dependentRequired</c> (JSON Schema Validation 2020-12, sections 6.5.3 and 6.5.4), with the lists
/// of names in <c>dependencies</c> (draft-07 Validation, section 6.5.7), asked of the set of members seen.
/// </summary>
internal sealed class PresenceRules
{
    private readonly int[] required;
    private readonly (string Keyword, int Trigger, int[] Needed)[] dependents;

    private PresenceRules(int[] required, (string, int, int[])[] dependents)
    {
        this.required = required;
        this.dependents = dependents;
    }

    /// <summary>The positions of the names in <c>required</c>.</summary>
    public IReadOnlyList<int> Required => required;

    /// <summary>The positions of the names that some object must have because of others.</summary>
    public IEnumerable<int> NeededByOthers => dependents.SelectMany(dependent => dependent.Needed);

    /// <summary>Reads the keywords; names that are not yet in <paramref name="names"/> are added.</summary>
    public static PresenceRules? Read(SchemaReader reader, List<string> names)
    {
        var positions = names
            .Select((name, i) => (name, i))
            .ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        int PositionOf(string name)
        {
            if (!positions.TryGetValue(name, out var position))
            {
                positions.Add(name, position = names.Count);
                names.Add(name);
            }

            return position;
        }

        int[] required = [.. (reader.Strings("required") ?? []).Select(PositionOf)];
        (string, int, int[])[] dependents = [.. Dependents("dependentRequired"), .. Dependents("dependencies")];
        IEnumerable<(string, int, int[])> Dependents(string keyword) =>
            reader
                .StringMap(keyword)
                .Select(entry => (keyword, PositionOf(entry.Name), entry.Values.Select(PositionOf).ToArray()));

        return required.Length + dependents.Length == 0 ? null : new PresenceRules(required, dependents);
    }

    /// <summary>Evaluates the set of members, as bits.</summary>
    public bool Evaluate(ReadOnlySpan<ulong> seen, PropertyTable table, SchemaNode node, Run run)
    {
        var ok = true;
        foreach (var name in required)
        {
            if (!Has(seen, name))
            {
                ok = false;
                run.Faults?.Add(node, "required", "Required", Missing(table, name));
            }
        }

        foreach (var (keyword, trigger, needed) in dependents)
        {
            foreach (var name in needed)
            {
                if (Has(seen, trigger) && !Has(seen, name))
                {
                    ok = false;
                    var message = $"Required when {Messages.Quote(table.Name(trigger))} is present";
                    run.Faults?.Add(node, keyword, message, Missing(table, name));
                }
            }
        }

        return ok;
    }

    /// <summary>Whether a set of at most 64 members is complete.</summary>
    public bool IsSatisfiedBy(ulong seen)
    {
        foreach (var name in required)
        {
            if ((seen & (1UL << name)) == 0)
            {
                return false;
            }
        }

        foreach (var (_, trigger, needed) in dependents)
        {
            foreach (var name in needed)
            {
                if ((seen & (1UL << trigger)) != 0 && (seen & (1UL << name)) == 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool Has(ReadOnlySpan<ulong> seen, int name) => (seen[name >> 6] & (1UL << name)) != 0;

    private static FaultDetails Missing(PropertyTable table, int name) =>
        new() { Member = Encoding.UTF8.GetString(table.Name(name)), Received = "undefined" };
}
