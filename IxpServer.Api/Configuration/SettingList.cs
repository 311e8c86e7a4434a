namespace IxpServer.Api.Configuration;

/// <summary>Settings with several values: one text with commas (<c>CORS_ORIGIN</c>), or <c>…__0</c>, <c>…__1</c>.</summary>
internal static class SettingList
{
    internal static string[] Read(IConfiguration configuration, string key)
    {
        var section = configuration.GetSection(key);
        return section.Value is { Length: > 0 } text
            ? Split(text)
            : [.. section.GetChildren().Select(child => child.Value?.Trim() ?? "").Where(value => value.Length > 0)];
    }

    internal static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
