using System.Text.RegularExpressions;
using IxpServer.Tests.Support;

namespace IxpServer.Tests.Deploy.Aspire;

/// <summary>What the AppHost's code says, read as text: to compile it takes packages that most machines need not have.</summary>
internal static partial class AppHostText
{
    private static readonly string Code = File.ReadAllText(
        Path.Combine(Repository.Root, "IxpServer.AppHost", "AppHost.cs")
    );

    /// <summary>The calls by which a resource gets its name: its kind and that name.</summary>
    internal static IReadOnlyList<(string Kind, string Name)> Resources { get; } =
    [.. Resource().Matches(Code).Select(match => (match.Groups["kind"].Value, match.Groups["name"].Value))];

    /// <summary>Names of the parameters that are secret.</summary>
    internal static IReadOnlyList<string> Secrets { get; } =
    [.. Secret().Matches(Code).Select(match => match.Groups["name"].Value)];

    /// <summary>The path of the server's health check and those of its probes.</summary>
    internal static IReadOnlyList<string> Paths { get; } =
    [.. ProbedPath().Matches(Code).Select(match => match.Groups["path"].Value)];

    /// <summary>The variables that a project is given by name.</summary>
    internal static IReadOnlyList<string> Variables(string project)
    {
        var begin = Code.IndexOf($"\"{project}\"", StringComparison.Ordinal);
        var end = Code.IndexOf("\n\n", begin, StringComparison.Ordinal);
        return [.. Variable().Matches(Code[begin..end]).Select(match => match.Groups["name"].Value)];
    }

    [GeneratedRegex(
        """\.Add(?<kind>Parameter|Postgres|Database|Redis|Project<[^>]+>)\("(?<name>[^"]+)" """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        1_000
    )]
    private static partial Regex Resource();

    [GeneratedRegex("""AddParameter\("(?<name>[^"]+)", secret: true\)""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Secret();

    [GeneratedRegex(
        """WithHttp(HealthCheck\(|Probe\(ProbeType\.\w+, )"(?<path>[^"]+)"\)""",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex ProbedPath();

    [GeneratedRegex("""WithEnvironment\("(?<name>[A-Z_]+)",""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Variable();
}
