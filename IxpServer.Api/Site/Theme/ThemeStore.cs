using System.Text.Json;
using IxpServer.Api.Json;

namespace IxpServer.Api.Site.Theme;

/// <summary>The theme that components follow, read once at start.</summary>
public sealed class ThemeStore
{
    /// <summary>Members that components may rely on.</summary>
    private static readonly string[] Required =
    [
        "name",
        "version",
        "mode",
        "colors",
        "typography",
        "spacing",
        "breakpoints",
        "components",
    ];

    private static readonly string Allowed = $"a JSON object with {string.Join(", ", Required)}";

    /// <summary>Reads the theme's file.</summary>
    /// <exception cref="ConfigurationException">The file is missing, is not JSON or lacks a member.</exception>
    public ThemeStore(ThemeOptions options, IHostEnvironment environment)
    {
        var setting = SettingReader.SettingOf<ThemeOptions>(nameof(ThemeOptions.File));
        var file = options.File;
        try
        {
            var path = Path.GetFullPath(file, environment.ContentRootPath);
            ChangedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
            Theme = JsonElement.Parse(JsonReading.WithoutMark(File.ReadAllBytes(path)).Span);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConfigurationException([
                setting.Fault($"the file '{file}' cannot be read as JSON: {fault.Message}", Allowed),
            ]);
        }

        var missing =
            Theme.ValueKind is JsonValueKind.Object
                ? Required.Where(name => !Theme.TryGetProperty(name, out _)).ToList()
                : [.. Required];
        if (missing.Count > 0)
        {
            throw new ConfigurationException([
                setting.Fault($"the file '{file}' lacks {string.Join(", ", missing)}", Allowed),
            ]);
        }
    }

    /// <summary>The theme.</summary>
    public JsonElement Theme { get; }

    /// <summary>When its file was last written: the same on every replica, so that the answers' entity tags are too.</summary>
    public DateTimeOffset ChangedAt { get; }
}
