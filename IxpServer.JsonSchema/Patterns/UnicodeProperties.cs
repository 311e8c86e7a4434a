using System.Collections.Frozen;
using System.Reflection;

namespace IxpServer.JsonSchema.Patterns;

/// <summary>
/// The sets behind \p{...} (ECMA-262, section 22.2.1, tables 66 to 68): every category, script and binary property of
/// Unicode that the standard names, under its long and its short names. They are data of one version of Unicode, kept in
/// unicode-properties.txt; .NET knows the categories alone.
/// </summary>
internal static class UnicodeProperties
{
    private const int Radix = 36;

    private static readonly Lazy<FrozenDictionary<string, string>> Sets = new(ReadSets);

    /// <summary>Finds the set for what stands between the braces; null when it is not known.</summary>
    public static CodePointSet? Find(string expression)
    {
        var equals = expression.IndexOf('=', StringComparison.Ordinal);
        var name = expression[(equals + 1)..];
        return (equals < 0 ? "" : expression[..equals]) switch
        {
            "" => Find("gc", name) ?? Find("bin", name),
            "General_Category" or "gc" => Find("gc", name),
            "Script" or "sc" => Find("sc", name),
            "Script_Extensions" or "scx" => Find("scx", name) ?? Find("sc", name),
            _ => null,
        };
    }

    private static CodePointSet? Find(string kind, string name) =>
        Sets.Value.TryGetValue($"{kind}={name}", out var bounds) ? Decode(bounds) : null;

    // Lines "kind=name|name:bounds", each bound as its distance from the one before.
    private static FrozenDictionary<string, string> ReadSets()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("unicode-properties")!;
        using var reader = new StreamReader(stream);
        var sets = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('=', ':') is [var kind, var names, var bounds])
            {
                foreach (var name in names.Split('|'))
                {
                    sets.Add($"{kind}={name}", bounds);
                }
            }
        }

        return sets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static CodePointSet Decode(string bounds)
    {
        var ranges = new List<(int, int)>();
        var (from, at) = (-1, 0);
        foreach (var distance in bounds.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            at += distance.Aggregate(0, (value, digit) => (value * Radix) + Digit(digit));
            if (from >= 0)
            {
                ranges.Add((from, at - 1));
            }

            from = from >= 0 ? -1 : at;
        }

        return CodePointSet.Of(ranges);
    }

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}
