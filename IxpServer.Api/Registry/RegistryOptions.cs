namespace IxpServer.Api.Registry;

/// <summary>Where definitions come from.</summary>
[SettingSection("Ixp:Registry")]
public sealed class RegistryOptions
{
    /// <summary>Files with intents, relative to the content root.</summary>
    [Setting("INTENTS_FILE", Allowed = """a JSON file {"intents": […]}""", IsWhole = true)]
    public IReadOnlyList<string> Intents { get; init; } = ["samples/intents.json"];

    /// <summary>Files with components, relative to the content root.</summary>
    [Setting("COMPONENTS_FILE", Allowed = """a JSON file {"components": {"Name": {…}}}""", IsWhole = true)]
    public IReadOnlyList<string> Components { get; init; } = ["samples/components.json"];

    /// <summary>
    /// The most versions that the database may hold. Every server has all of them in memory, and every change is checked
    /// against all of them.
    /// </summary>
    [Setting("REGISTRY_MAX_DEFINITIONS", Min = 1, Max = 1_000_000)]
    public int MaxDefinitions { get; init; } = 20_000;

    /// <summary>How often the files are looked at for changes.</summary>
    public TimeSpan PollInterval { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The setting that names a file, for faults.</summary>
    internal Setting SettingOf(string file) =>
        SettingReader.SettingOf<RegistryOptions>(
            Intents.Contains(file, StringComparer.Ordinal) ? nameof(Intents) : nameof(Components)
        );
}
