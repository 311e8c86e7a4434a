using System.Text.Json;
using System.Text.RegularExpressions;
using IxpServer.Tests.Support;

namespace IxpServer.Tests.Deploy.Aspire;

/// <summary>The manifest, and what whoever deploys it makes of its expressions.</summary>
internal sealed partial class Manifest
{
    private readonly Dictionary<string, JsonElement> _resources;

    private Manifest(Dictionary<string, JsonElement> resources) => _resources = resources;

    /// <summary>Its resources by name.</summary>
    internal IReadOnlyDictionary<string, JsonElement> Resources => _resources;

    /// <summary>Values of what is decided at deployment: parameters (<c>name</c>) and endpoints (<c>name.host</c>, <c>.port</c>).</summary>
    internal Dictionary<string, string> Given { get; } = new(StringComparer.Ordinal);

    /// <summary>Where the file is.</summary>
    internal static string Directory { get; } = Path.Combine(Repository.Root, "aspire-manifest");

    internal static Manifest Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Directory, "aspire-manifest.json")));
        return new(
            json.RootElement.GetProperty("resources")
                .EnumerateObject()
                .ToDictionary(resource => resource.Name, resource => resource.Value.Clone(), StringComparer.Ordinal)
        );
    }

    /// <summary>A resource's variables as the manifest has them.</summary>
    internal Dictionary<string, string> Environment(string resource) =>
        _resources[resource]
            .GetProperty("env")
            .EnumerateObject()
            .ToDictionary(variable => variable.Name, variable => variable.Value.GetString()!, StringComparer.Ordinal);

    /// <summary>The same with values in place of expressions.</summary>
    internal (string Name, string Value)[] Resolved(string resource) =>
        [.. Environment(resource).Select(variable => (variable.Key, Resolve(variable.Value)))];

    private string Resolve(string text) => Expression().Replace(text, match => Value(match.Groups["path"].Value));

    /// <exception cref="InvalidOperationException">It leads nowhere.</exception>
    private string Value(string path)
    {
        var parts = path.Split('.');
        if (!_resources.TryGetValue(parts[0], out var resource))
        {
            throw new InvalidOperationException($"{{{path}}}: there is no resource {parts[0]}");
        }

        return parts[1..] switch
        {
            ["value"] when resource.TryGetProperty("filter", out _) => Uri.EscapeDataString(
                Resolve(resource.GetProperty("value").GetString()!)
            ),
            ["value"] => Given[parts[0]],
            ["connectionString"] => Resolve(resource.GetProperty("connectionString").GetString()!),
            ["bindings", var binding, "scheme"] => resource
                .GetProperty("bindings")
                .GetProperty(binding)
                .GetProperty("scheme")
                .GetString()!,
            ["bindings", _, var property] => Given[$"{parts[0]}.{property}"],
            _ => throw new InvalidOperationException($"{{{path}}}: {parts[0]} has no such property"),
        };
    }

    [GeneratedRegex(@"\{(?<path>[a-z0-9-]+\.[A-Za-z.]+)\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Expression();
}
