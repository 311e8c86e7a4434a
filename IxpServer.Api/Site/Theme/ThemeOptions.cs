namespace IxpServer.Api.Site.Theme;

/// <summary>Section <c>Ixp:Theme</c>.</summary>
public sealed class ThemeOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Ixp:Theme";

    /// <summary>A JSON file with the theme (alias <c>THEME_FILE</c>), relative to the content root.</summary>
    public string File { get; set; } = "samples/theme.json";
}
