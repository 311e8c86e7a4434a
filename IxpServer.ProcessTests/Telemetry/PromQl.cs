using System.Text.RegularExpressions;

namespace IxpServer.Tests.Telemetry;

/// <summary>Which series an expression is about.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words = ["and", "or", "unless", "offset", "bool", "by", "without"];

    /// <summary>What others tell, and what the alerts say of themselves.</summary>
    private static readonly string[] Foreign = ["up", "ALERTS", "kube_job_status_failed"];

    /// <summary>Those of the backups' scripts.</summary>
    private static readonly string[] ForeignFamilies = ["ixp_backup_", "ixp_base_backup_"];

    /// <summary>The names of the series that an expression reads.</summary>
    internal static IEnumerable<string> Series(string expression) =>
        Name()
            .Matches(NotSeries().Replace(expression, " "))
            .Select(match => match.Value)
            .Where(name => !Words.Contains(name))
            .Distinct(StringComparer.Ordinal);

    /// <summary>Those that neither the server nor a recording rule nor anybody else has.</summary>
    internal static IEnumerable<string> Unknown(string expression, IReadOnlyCollection<string> recorded)
    {
        var documented = MetricsDocument.Read();
        return Series(expression)
            .Where(name =>
                !recorded.Contains(name)
                && !Foreign.Contains(name)
                && !ForeignFamilies.Any(family => name.StartsWith(family, StringComparison.Ordinal))
                && !documented.ContainsKey(name)
                && !(
                    documented.TryGetValue(HistogramPart().Replace(name, ""), out var metric)
                    && metric.Type is "histogram"
                )
            );
    }

    /// <summary>Texts, selectors, ranges, and labels that are grouped by.</summary>
    [GeneratedRegex(
        """
            "[^"]*"|\[[^\]]*\]|\{([^{}"]|"[^"]*")*\}|\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)
            """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        1_000
    )]
    private static partial Regex NotSeries();

    [GeneratedRegex(@"(?<![\w:.])[a-zA-Z_][\w:]*(?![\w:]|\s*\()", RegexOptions.None, 1_000)]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|count|sum)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex HistogramPart();
}
