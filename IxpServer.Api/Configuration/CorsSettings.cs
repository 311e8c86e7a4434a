using System.Buffers;

namespace IxpServer.Api.Configuration;

/// <summary>Section <c>Ixp:Cors</c>: which pages may call the API from a browser, and how.</summary>
/// <param name="Origins">Origins such as <c>https://example.com</c>, or <c>*</c> alone (<c>CORS_ORIGIN</c>).</param>
/// <param name="AllowedHeaders">
/// Request headers that they may send besides those that the server knows (<c>CORS_ALLOWED_HEADERS</c>).
/// </param>
public sealed record CorsSettings(IReadOnlyList<string> Origins, IReadOnlyList<string> AllowedHeaders)
{
    private const string Default = "http://localhost:3000";

    private static readonly SearchValues<char> OfNames = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    /// <summary>Whether any page may call, in which case no credentials are allowed.</summary>
    public bool AllowsAny => Origins.Contains("*");

    /// <summary>Reads one value with commas, or a list.</summary>
    internal static CorsSettings Read(IConfiguration configuration)
    {
        var values = SettingList.Read(configuration, "Ixp:Cors:Origins");
        return new CorsSettings(
            values.Length > 0 ? [.. values.Select(value => value.TrimEnd('/'))] : [Default],
            SettingList.Read(configuration, "Ixp:Cors:AllowedHeaders")
        );
    }

    /// <summary>
    /// The name of a header (RFC 9110, section 5.6.2). <c>*</c>, which is one too, means all others in a preflight's answer, but
    /// not where credentials are sent.
    /// </summary>
    internal static bool IsHeader(string text) => text is not "*" && !text.AsSpan().ContainsAnyExcept(OfNames);
}
