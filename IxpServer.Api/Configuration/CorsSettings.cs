namespace IxpServer.Api.Configuration;

/// <summary>Section <c>Ixp:Cors</c>: the origins whose pages may call the API (alias <c>CORS_ORIGIN</c>).</summary>
/// <param name="Origins">Origins such as <c>https://example.com</c>, or <c>*</c> alone.</param>
public sealed record CorsSettings(IReadOnlyList<string> Origins)
{
    private const string Default = "http://localhost:3000";

    /// <summary>Whether any page may call, in which case no credentials are allowed.</summary>
    public bool AllowsAny => Origins.Contains("*");

    /// <summary>Reads one value with commas, or a list.</summary>
    internal static CorsSettings Read(IConfiguration configuration)
    {
        var values = SettingList.Read(configuration, "Ixp:Cors:Origins");
        return new CorsSettings(values.Length > 0 ? [.. values.Select(value => value.TrimEnd('/'))] : [Default]);
    }
}
