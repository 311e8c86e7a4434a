using System.Text.Json;
using IxpServer.Tests.Support;

namespace IxpServer.Tests.Telemetry;

/// <summary>The dashboards below <c>deploy/grafana</c>.</summary>
internal static class Dashboards
{
    /// <summary>All of them, by their files' names.</summary>
    internal static IReadOnlyDictionary<string, JsonElement> Read() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "deploy", "grafana", "dashboards"), "*.json")
            .ToDictionary(
                file => Path.GetFileName(file),
                file => JsonDocument.Parse(File.ReadAllText(file)).RootElement,
                StringComparer.Ordinal
            );

    /// <summary>What shows something: rows only order it.</summary>
    internal static IEnumerable<JsonElement> Panels(JsonElement dashboard) =>
        dashboard
            .GetProperty("panels")
            .EnumerateArray()
            .Where(panel => panel.GetProperty("type").GetString() is not "row");

    /// <summary>A panel's expressions, as they are written.</summary>
    internal static IEnumerable<string> Queries(JsonElement panel) =>
        panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!);
}
