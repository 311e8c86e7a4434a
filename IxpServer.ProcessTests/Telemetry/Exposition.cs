using System.Text.RegularExpressions;

namespace IxpServer.Tests.Telemetry;

/// <summary>Reads Prometheus' text format.</summary>
internal static partial class Exposition
{
    /// <summary>Each metric's type and the names of its labels; <c>le</c> is not one of them.</summary>
    internal static Dictionary<string, (string Type, string[] Labels)> Metrics(string text)
    {
        var types = text.Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[2], words => words[3], StringComparer.Ordinal);
        var labels = types.Keys.ToDictionary(
            name => name,
            _ => new SortedSet<string>(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        foreach (var series in Series(text))
        {
            var name = series[..series.IndexOf('{', StringComparison.Ordinal)];
            name = types.ContainsKey(name) ? name : name[..name.LastIndexOf('_')];
            labels[name].UnionWith(Label().Matches(series).Select(match => match.Groups["name"].Value));
            labels[name].Remove("le");
        }

        return types.ToDictionary(
            pair => pair.Key,
            pair => (pair.Value, labels[pair.Key].ToArray()),
            StringComparer.Ordinal
        );
    }

    /// <summary>All series, without their values.</summary>
    internal static HashSet<string> Series(string text) =>
        [
            .. text.Split('\n')
                .Where(line => line.Length > 0 && line[0] is not '#')
                .Select(line => line[..(line.LastIndexOf('}') + 1)]),
        ];

    /// <summary>The value of a series; the test fails when it is not there.</summary>
    internal static double Value(string text, string series)
    {
        var line = text.Split('\n').Single(line => line.StartsWith($"{series} ", StringComparison.Ordinal));
        return double.Parse(line[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("(?<=[{,])(?<name>[a-z_]+)=\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Label();
}
