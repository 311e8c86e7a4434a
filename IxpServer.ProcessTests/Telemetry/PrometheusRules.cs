using IxpServer.Tests.Support;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace IxpServer.Tests.Telemetry;

/// <summary>The files below <c>deploy/prometheus</c>.</summary>
internal static class PrometheusRules
{
    internal static readonly string Directory = Path.Combine(Repository.Root, "deploy", "prometheus");

    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .IgnoreUnmatchedProperties()
        .Build();

    /// <summary>The files of rules.</summary>
    internal static IReadOnlyList<string> Files => Find("rules");

    /// <summary>The files with cases for them.</summary>
    internal static IReadOnlyList<string> TestFiles => Find("tests");

    /// <summary>All rules.</summary>
    internal static IReadOnlyList<Rule> Rules =>
        [.. Files.SelectMany(file => Read<RuleFile>(file).Groups).SelectMany(group => group.Rules)];

    /// <summary>All cases.</summary>
    internal static IReadOnlyList<Case> Cases =>
        [.. TestFiles.SelectMany(file => Read<TestFile>(file).Tests).SelectMany(test => test.PromqlExprTest)];

    private static List<string> Find(string directory) =>
        [
            .. System
                .IO.Directory.EnumerateFiles(Path.Combine(Directory, directory), "*.yml")
                .Order(StringComparer.Ordinal),
        ];

    private static T Read<T>(string file) => Yaml.Deserialize<T>(File.ReadAllText(file));

    /// <summary>A recording rule or an alert.</summary>
    internal sealed class Rule
    {
        public string? Record { get; set; }

        public string? Alert { get; set; }

        public string Expr { get; set; } = "";

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];
    }

    /// <summary>What an expression is at some time.</summary>
    internal sealed class Case
    {
        public string Expr { get; set; } = "";

        public List<object> ExpSamples { get; set; } = [];
    }

    internal sealed class RuleFile
    {
        public List<Group> Groups { get; set; } = [];
    }

    internal sealed class Group
    {
        public List<Rule> Rules { get; set; } = [];
    }

    internal sealed class TestFile
    {
        public List<Test> Tests { get; set; } = [];
    }

    internal sealed class Test
    {
        public List<Case> PromqlExprTest { get; set; } = [];
    }
}
