namespace IxpServer.Api.Site.Theme;

/// <summary>Where the theme comes from.</summary>
[SettingSection("Ixp:Theme")]
public sealed class ThemeOptions
{
    /// <summary>A JSON file with the theme, relative to the content root.</summary>
    [Setting("THEME_FILE")]
    public string File { get; init; } = "samples/theme.json";
}
