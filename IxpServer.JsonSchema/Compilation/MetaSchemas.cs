using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>The meta-schemas of all drafts, which every schema may refer to.</summary>
internal static class MetaSchemas
{
    public const string Newest = "https://json-schema.org/draft/2020-12/schema";
    public const string Of201909 = "https://json-schema.org/draft/2019-09/schema";
    public const string Of7 = "http://json-schema.org/draft-07/schema";
    public const string Of6 = "http://json-schema.org/draft-06/schema";
    public const string Of4 = "http://json-schema.org/draft-04/schema";

    private static readonly Lazy<Dictionary<string, JsonElement>> All = new(Load);

    /// <summary>Finds a meta-schema by its URI without a fragment.</summary>
    public static bool TryGet(string uri, out JsonElement schema) =>
        All.Value.TryGetValue(WithoutScheme(uri), out schema);

    /// <summary>
    /// Whether two URIs are the same but for http and https: the drafts up to 07 are named with the one and found under
    /// the other, so that authors use both.
    /// </summary>
    public static bool IsSame(string one, string other) => WithoutScheme(one) == WithoutScheme(other);

    private static Dictionary<string, JsonElement> Load()
    {
        var assembly = typeof(MetaSchemas).Assembly;
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.EndsWith(".json", StringComparison.Ordinal))
        )
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            var schema = document.RootElement.Clone();
            var id = schema.TryGetProperty("$id", out var uri) ? uri : schema.GetProperty("id");
            all.Add(WithoutScheme(UriReference.SplitFragment(id.GetString()!).Document), schema);
        }

        return all;
    }

    private static string WithoutScheme(string uri) =>
        uri.StartsWith("https://", StringComparison.Ordinal) ? uri["https://".Length..]
        : uri.StartsWith("http://", StringComparison.Ordinal) ? uri["http://".Length..]
        : uri;
}
