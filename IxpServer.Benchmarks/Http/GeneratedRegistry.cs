using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.Data.Entities;

namespace IxpServer.Benchmarks.Http;

/// <summary>Registry files with many intents, and requests for them.</summary>
/// <param name="Count">How many intents.</param>
/// <param name="IntentsFile">Their file.</param>
/// <param name="ComponentsFile">The components' file.</param>
internal sealed record GeneratedRegistry(int Count, string IntentsFile, string ComponentsFile)
{
    internal const int Components = 20;

    /// <summary>Distinct requests of one scenario: enough to leave a processor's nearer caches.</summary>
    private const int MaxRequests = 1_000;

    internal static GeneratedRegistry Write(string folder, int count)
    {
        var registry = new GeneratedRegistry(
            count,
            Path.Combine(folder, $"intents-{count}.json"),
            Path.Combine(folder, $"components-{count}.json")
        );
        var intents = new JsonArray([.. Enumerable.Range(0, count).Select(Intent)]);
        var components = new JsonObject(
            Enumerable.Range(0, Components).Select(i => KeyValuePair.Create<string, JsonNode?>(Name(i), Component(i)))
        );
        Save(registry.IntentsFile, new JsonObject { ["intents"] = intents });
        Save(registry.ComponentsFile, new JsonObject { ["components"] = components });
        return registry;
    }

    /// <summary>Valid requests spread evenly over all intents.</summary>
    internal IEnumerable<Request> Renders() => Requests(template => template.Example);

    /// <summary>Requests that lack a required parameter.</summary>
    internal IEnumerable<Request> Incomplete() => Requests(template => template.Incomplete);

    /// <summary>An intent as a row of the database.</summary>
    internal static RegistryDefinition IntentRow(int i) =>
        Row(DefinitionKinds.Intent, IntentName(i), $"1.{i % 10}.0", Intent(i));

    /// <summary>A component as a row of the database.</summary>
    internal static RegistryDefinition ComponentRow(int i) =>
        Row(DefinitionKinds.Component, Name(i), "1.4.0", Component(i));

    private static RegistryDefinition Row(string kind, string name, string version, JsonObject json) =>
        new()
        {
            Kind = kind,
            Name = name,
            Version = version,
            Document = json.ToJsonString(),
        };

    private IEnumerable<Request> Requests(Func<Template, string> parameters)
    {
        var requests = Math.Min(Count, MaxRequests);
        return Enumerable
            .Range(0, requests)
            .Select(i => i * (Count / requests))
            .Select(i => Request.Render(IntentName(i), parameters(TemplateOf(i))));
    }

    private static JsonObject Intent(int i)
    {
        var template = TemplateOf(i);
        return new JsonObject
        {
            ["name"] = IntentName(i),
            ["title"] = $"Intent {i}",
            ["description"] = $"What a visitor of shop {i} asks for, with all that is needed to answer at once.",
            ["version"] = $"1.{i % 10}.0",
            ["component"] = Name(i % Components),
            ["category"] = template.Verb,
            ["tags"] = new JsonArray("benchmark", template.Verb),
            ["parameters"] = Schema(template),
        };
    }

    /// <summary>Checks props as strictly as the parameters, as careful authors do.</summary>
    private static JsonObject Component(int i) =>
        new()
        {
            ["framework"] = "react",
            ["remoteUrl"] = $"https://components.example.com/{Name(i)}/1.4.0/index.js",
            ["exportName"] = Name(i),
            ["version"] = "1.4.0",
            ["allowedOrigins"] = new JsonArray("https://app.example.com", "https://shop.example.com"),
            ["bundleSize"] = "48KB",
            ["performance"] = new JsonObject { ["tti"] = "0.8s", ["bundleSizeGzipped"] = "15KB" },
            ["securityPolicy"] = new JsonObject { ["allowEval"] = false, ["sandboxed"] = true },
            ["propsSchema"] = Schema(TemplateOf(i)),
        };

    private static JsonObject Schema(Template template) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = JsonNode.Parse(template.Properties),
            ["required"] = JsonSerializer.SerializeToNode(template.Required),
        };

    private static Template TemplateOf(int i) => Template.All[i % Template.All.Length];

    private static string IntentName(int i) => $"{TemplateOf(i).Verb}_{i:D5}";

    private static string Name(int i) => $"BenchmarkCard{i:D2}";

    private static void Save(string file, JsonObject json) => File.WriteAllText(file, json.ToJsonString());
}
