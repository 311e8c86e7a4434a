using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>The meta-schemas of draft 2020-12, which every schema may refer to.</summary>
internal static class MetaSchemas
{
    /// <summary>The URI of the draft's own dialect.</summary>
    public const string Draft = "https://json-schema.org/draft/2020-12/schema";

    private static readonly string[] Vocabularies =
    [
        "applicator",
        "content",
        "core",
        "format-annotation",
        "format-assertion",
        "meta-data",
        "unevaluated",
        "validation",
    ];

    private static readonly Lazy<Dictionary<string, JsonElement>> All = new(Load);

    /// <summary>Finds a meta-schema by its URI without a fragment.</summary>
    public static bool TryGet(string uri, out JsonElement schema) => All.Value.TryGetValue(uri, out schema);

    private static Dictionary<string, JsonElement> Load()
    {
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [Draft] = Read("schema") };
        foreach (var name in Vocabularies)
        {
            all.Add("https://json-schema.org/draft/2020-12/meta/" + name, Read(name));
        }

        return all;
    }

    private static JsonElement Read(string name)
    {
        using var stream = typeof(MetaSchemas).Assembly.GetManifestResourceStream(name)!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
