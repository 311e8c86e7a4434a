using IxpServer.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace IxpServer.Tests.Deploy;

/// <summary>A file of Docker Compose, as far as tests ask for it; a service has the names that it has there.</summary>
internal sealed class ComposeFile
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .IgnoreUnmatchedProperties()
        .Build();

    internal static readonly string Directory = Path.Combine(Repository.Root, "deploy", "compose");

    /// <summary>The project, which volumes, networks and containers have their names from.</summary>
    public string Name { get; set; } = "";

    public Dictionary<string, ComposeService> Services { get; set; } = [];

    public Dictionary<string, ComposeNetwork> Networks { get; set; } = [];

    public Dictionary<string, object?> Secrets { get; set; } = [];

    /// <summary>Reads one of <c>deploy/compose</c>.</summary>
    internal static ComposeFile Read(string name) => ReadPath(Path.Combine(Directory, name));

    /// <summary>Reads any; anchors and merge keys are followed.</summary>
    internal static ComposeFile ReadPath(string path)
    {
        using var text = new StreamReader(path);
        return Yaml.Deserialize<ComposeFile>(new MergingParser(new Parser(text)));
    }
}

/// <summary>A service of a <see cref="ComposeFile"/>.</summary>
internal sealed class ComposeService
{
    public string Image { get; set; } = "";

    public string? User { get; set; }

    public List<string> Command { get; set; } = [];

    public string? EnvFile { get; set; }

    public string? StopGracePeriod { get; set; }

    public Dictionary<string, string> Environment { get; set; } = [];

    public List<string> Ports { get; set; } = [];

    public List<string> Secrets { get; set; } = [];

    public List<string> Networks { get; set; } = [];

    public Dictionary<string, ComposeDependency> DependsOn { get; set; } = [];

    public ComposeHealthcheck? Healthcheck { get; set; }

    public bool ReadOnly { get; set; }

    public List<string> CapDrop { get; set; } = [];

    public List<string> SecurityOpt { get; set; } = [];

    public string? Restart { get; set; }

    public ComposeLogging? Logging { get; set; }

    public ComposeDeploy Deploy { get; set; } = new();

    /// <summary>What it waits for, as <c>NAME: CONDITION</c>, by name.</summary>
    internal IEnumerable<string> Conditions =>
        DependsOn.Select(pair => $"{pair.Key}: {pair.Value.Condition}").Order(StringComparer.Ordinal);
}

internal sealed class ComposeDependency
{
    public string Condition { get; set; } = "";
}

internal sealed class ComposeHealthcheck
{
    /// <summary>Null where the image's own holds.</summary>
    public List<string>? Test { get; set; }
}

internal sealed class ComposeLogging
{
    public Dictionary<string, string> Options { get; set; } = [];
}

internal sealed class ComposeDeploy
{
    public int Replicas { get; set; } = 1;

    public ComposeResources Resources { get; set; } = new();
}

internal sealed class ComposeResources
{
    public Dictionary<string, string> Limits { get; set; } = [];

    public Dictionary<string, string> Reservations { get; set; } = [];
}

internal sealed class ComposeNetwork
{
    public bool Internal { get; set; }
}
