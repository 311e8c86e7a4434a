using IxpServer.Hosting.Configuration;

namespace IxpServer.Api.Registry;

/// <summary>Section <c>Ixp:Registry</c>: where definitions come from.</summary>
public sealed class RegistryOptions
{
    /// <summary>The key of <see cref="Intents"/>.</summary>
    public const string IntentsKey = "Ixp:Registry:Intents";

    /// <summary>The key of <see cref="MaxDefinitions"/>.</summary>
    public const string MaxDefinitionsKey = "Ixp:Registry:MaxDefinitions";

    /// <summary>The key of <see cref="Components"/>.</summary>
    public const string ComponentsKey = "Ixp:Registry:Components";

    /// <summary>Files with intents (alias <c>INTENTS_FILE</c>), relative to the content root.</summary>
    public IReadOnlyList<string> Intents { get; set; } = [];

    /// <summary>Files with components (alias <c>COMPONENTS_FILE</c>), relative to the content root.</summary>
    public IReadOnlyList<string> Components { get; set; } = [];

    /// <summary>
    /// The most versions that the database may hold (alias <c>REGISTRY_MAX_DEFINITIONS</c>). Every server has all of them
    /// in memory, and every change is checked against all of them.
    /// </summary>
    public int MaxDefinitions { get; set; } = 20_000;

    /// <summary>How often the files are looked at for changes.</summary>
    public TimeSpan PollInterval { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The setting that names a file, as faults tell it.</summary>
    internal string SettingOf(string file) =>
        Intents.Contains(file, StringComparer.Ordinal)
            ? Setting.NameOf("INTENTS_FILE", IntentsKey)
            : Setting.NameOf("COMPONENTS_FILE", ComponentsKey);

    /// <summary>Reads a setting that is one path or a list of paths.</summary>
    internal static IReadOnlyList<string> ReadPaths(IConfiguration configuration, string key, string fallback)
    {
        var section = configuration.GetSection(key);
        string[] paths = section.Value is { Length: > 0 } one
            ? [one]
            : [.. section.GetChildren().Select(child => child.Value ?? "").Where(path => path.Length > 0)];
        return paths.Length > 0 ? paths : [fallback];
    }
}
