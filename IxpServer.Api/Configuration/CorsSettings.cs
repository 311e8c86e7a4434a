using System.Buffers;

namespace IxpServer.Api.Configuration;

/// <summary>Which pages may call the API from a browser, and how.</summary>
[SettingSection("Ixp:Cors")]
public sealed class CorsSettings
{
    private static readonly SearchValues<char> OfNames = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    /// <summary>Origins such as <c>https://example.com</c>, or <c>*</c> alone.</summary>
    [Setting(
        "CORS_ORIGIN",
        Allowed = "origins such as https://example.com, separated by commas, or *",
        Check = nameof(IsOrigin),
        IsRequiredInProduction = true
    )]
    public IReadOnlyList<string> Origins
    {
        get;
        init => field = [.. value.Select(origin => origin.TrimEnd('/'))];
    } = ["http://localhost:3000"];

    /// <summary>Request headers that they may send besides those that the server knows.</summary>
    [Setting(
        "CORS_ALLOWED_HEADERS",
        Allowed = "names of request headers such as X-Tenant, separated by commas; not *",
        Check = nameof(IsHeader)
    )]
    public IReadOnlyList<string> AllowedHeaders { get; init; } = [];

    /// <summary>Whether any page may call, in which case no credentials are allowed.</summary>
    public bool AllowsAny => Origins.Contains("*");

    private static bool IsOrigin(string text) =>
        text is "*"
        || (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.PathAndQuery is "/"
            && uri.Fragment.Length is 0
            && uri.UserInfo.Length is 0
        );

    /// <summary>
    /// The name of a header (RFC 9110, section 5.6.2). <c>*</c>, which is one too, means all others in a preflight's answer, but
    /// not where credentials are sent.
    /// </summary>
    private static bool IsHeader(string text) => text is not "*" && !text.AsSpan().ContainsAnyExcept(OfNames);
}
