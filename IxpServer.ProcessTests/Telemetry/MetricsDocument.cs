using IxpServer.Tests.Support;

namespace IxpServer.Tests.Telemetry;

/// <summary>The tables of <c>docs/metrics.md</c>.</summary>
internal static class MetricsDocument
{
    /// <summary>Marks what is only there after an event that need not come.</summary>
    private const string RareMark = "†";

    internal static Dictionary<string, (string Type, string[] Labels, bool IsRare)> Read() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "metrics.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells[2] is "counter" or "gauge" or "histogram")
            .ToDictionary(
                cells => cells[1].Split('`')[1],
                cells =>
                    (
                        cells[2],
                        Names(cells[3]).Order(StringComparer.Ordinal).ToArray(),
                        cells[1].EndsWith(RareMark, StringComparison.Ordinal)
                    ),
                StringComparer.Ordinal
            );

    private static IEnumerable<string> Names(string cell) => cell.Split('`').Where((_, index) => index % 2 is 1);
}
