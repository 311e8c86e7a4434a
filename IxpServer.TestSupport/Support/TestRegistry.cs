namespace IxpServer.Tests.Support;

/// <summary>Registry files of a test's own, in a directory that goes away with it.</summary>
public sealed class TestRegistry : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ixp-registry-");

    /// <summary>Writes the two files. Components may be left out where the intents all use <c>Card</c>.</summary>
    public TestRegistry(string intents, string? components = null)
    {
        WriteIntents(intents);
        WriteComponents(components ?? Components(Component("Card")));
    }

    /// <summary>The file with intents.</summary>
    public string IntentsFile => Path.Combine(_directory.FullName, "intents.json");

    /// <summary>The file with components.</summary>
    public string ComponentsFile => Path.Combine(_directory.FullName, "components.json");

    /// <summary>The settings that make a server use the files.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Ixp:Registry:Intents"] = IntentsFile,
            ["Ixp:Registry:Components"] = ComponentsFile,
        };

    /// <summary>A file with these intents.</summary>
    public static string Intents(params string[] intents) => $$"""{"intents":[{{string.Join(",", intents)}}]}""";

    /// <summary>A file with these components, each a <c>"Name":{…}</c> pair.</summary>
    public static string Components(params string[] components) =>
        $$"""{"components":{ {{string.Join(",", components)}} } }""";

    /// <summary>An intent with these parameter properties and further members, both as JSON text.</summary>
    public static string Intent(string name, string parameters = """{"type":"object"}""", string more = "") =>
        $$"""{"name":"{{name}}","description":"Test intent {{name}}","parameters":{{parameters}},"component":"Card","version":"1.0.0"{{Patient(more)}}}""";

    /// <summary>A provider that is slow on a busy machine is not what is tested, unless the test says how slow it may be.</summary>
    private static string Patient(string more) =>
        more.Contains("timeoutMs", StringComparison.Ordinal)
            ? more
            : more.Replace("\"dataProvider\":{", "\"dataProvider\":{\"timeoutMs\":30000,", StringComparison.Ordinal);

    /// <summary>A component that accepts any props from any origin, with further members as JSON text.</summary>
    public static string Component(string name, string more = "", string origins = """["*"]""") =>
        $$"""
            "{{name}}":{"framework":"vanilla","remoteUrl":"/components/{{name}}.js","exportName":"{{name}}","propsSchema":{"type":"object"},"version":"1.0.0","allowedOrigins":{{origins}}{{more}}}
            """;

    /// <summary>Replaces the intents the way editors do: a new file, renamed over the old one.</summary>
    public void WriteIntents(string json) => Replace(IntentsFile, json);

    /// <summary>Replaces the components.</summary>
    public void WriteComponents(string json) => Replace(ComponentsFile, json);

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);

    private static void Replace(string path, string text)
    {
        var fresh = path + ".new";
        File.WriteAllText(fresh, text);
        File.Move(fresh, path, overwrite: true);
    }
}
