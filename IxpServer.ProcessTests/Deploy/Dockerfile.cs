using System.Text.RegularExpressions;
using IxpServer.Tests.Support;

namespace IxpServer.Tests.Deploy;

/// <summary>The instructions of <c>deploy/docker/Dockerfile</c>.</summary>
internal static partial class Dockerfile
{
    internal static string Text { get; } =
        File.ReadAllText(Path.Combine(Repository.Root, "deploy", "docker", "Dockerfile"));

    /// <summary>Each without comments and with its continued lines joined.</summary>
    internal static IReadOnlyList<(string Name, string Words)> Instructions { get; } =
    [
        .. Continuation()
            .Replace(Comment().Replace(Text, ""), " ")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', 2))
            .Select(parts => (parts[0], parts[1])),
    ];

    /// <summary>What stands after each instruction of that name.</summary>
    internal static IEnumerable<string> All(string name) =>
        Instructions.Where(instruction => instruction.Name == name).Select(instruction => instruction.Words);

    /// <summary>The images that it starts from, not its own stages.</summary>
    internal static IEnumerable<string> Bases =>
        All("FROM")
            .Select(words => words.Split(' ').First(word => !word.StartsWith("--", StringComparison.Ordinal)))
            .Where(image => image.Contains('/', StringComparison.Ordinal));

    /// <summary>The variables that it sets.</summary>
    internal static IReadOnlyDictionary<string, string> Environment =>
        All("ENV")
            .SelectMany(words => words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    [GeneratedRegex(@"^\s*#.*\n", RegexOptions.Multiline, 1_000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*\\\n\s*", RegexOptions.None, 1_000)]
    private static partial Regex Continuation();
}
