using System.Collections.Concurrent;
using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Tests.JsonSchema;

/// <summary>The official JSON Schema test suite, which lies beside the repository, or where test.sh puts it.</summary>
internal static class SuiteFiles
{
    public const string Absent =
        "The tests of the official JSON Schema suite are not here: ./test.sh fetches them where it can reach github.com.";

    private static readonly Lazy<string?> Folder = new(Find);
    private static readonly ConcurrentDictionary<string, JsonElement[]> Contents = new(StringComparer.Ordinal);

    /// <summary>The suite's folder, or null.</summary>
    public static string? Root => Folder.Value;

    /// <summary>The suite's remote schemas, under the addresses that its cases use.</summary>
    public static SchemaStore LoadRemotes()
    {
        var store = new SchemaStore();
        var remotes = Path.Combine(Root!, "remotes");
        foreach (var file in Directory.EnumerateFiles(remotes, "*.json", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(remotes, file).Replace('\\', '/');
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            store.Add("http://localhost:1234/" + name, document.RootElement);
        }

        return store;
    }

    /// <summary>The files of a draft, those with optional cases too where the suite has them here.</summary>
    public static IEnumerable<string> Of(string draft)
    {
        var tests = Path.Combine(Root!, "tests");
        return Directory
            .EnumerateFiles(Path.Combine(tests, draft), "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(tests, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The groups of cases in a file, each with one schema.</summary>
    public static IReadOnlyList<JsonElement> Read(string file) =>
        Contents.GetOrAdd(
            file,
            name => [.. JsonElement.Parse(File.ReadAllBytes(Path.Combine(Root!, "tests", name))).EnumerateArray()]
        );

    private static string? Find()
    {
        var candidates = new List<string>();
        if (Environment.GetEnvironmentVariable("IXP_SHARED_DIR") is { Length: > 0 } shared)
        {
            candidates.Add(shared);
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "IxpServer.sln")))
            {
                candidates.Add(Path.Combine(at.FullName, "..", "shared"));
                candidates.Add(Path.Combine(at.FullName, "..", "..", "shared"));
                candidates.Add(Path.Combine(at.FullName, "artifacts"));
            }
        }

        return candidates
            .Select(candidate => Path.Combine(candidate, "json-schema-test-suite"))
            .FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "tests", "draft4")));
    }
}
