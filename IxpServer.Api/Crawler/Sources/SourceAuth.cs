using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>
/// Checks a request's credentials for one source. Hashes are compared, in constant time: neither the secret's content
/// nor its length shows in how long that takes.
/// </summary>
internal sealed class SourceAuth
{
    private readonly string _header;
    private readonly string? _scheme;
    private readonly byte[] _expected;

    internal SourceAuth(string source, CrawlerAuthOptions options)
    {
        (_header, _scheme, var value) = options.Type switch
        {
            "apiKey" => (options.Header, null, options.Secret),
            "bearer" => ("Authorization", "Bearer ", options.Secret),
            _ => ("Authorization", "Basic ", $"{options.User}:{options.Secret}"),
        };
        _expected = SHA256.HashData(Encoding.UTF8.GetBytes(value));
        Challenge = options.Type switch
        {
            "apiKey" => $"ApiKey realm=\"{source}\", header=\"{options.Header}\"",
            "bearer" => $"Bearer realm=\"{source}\"",
            _ => $"Basic realm=\"{source}\", charset=\"UTF-8\"",
        };
    }

    /// <summary>The value of <c>WWW-Authenticate</c>.</summary>
    internal string Challenge { get; }

    internal bool Accepts(IHeaderDictionary headers) =>
        Presented(headers[_header]) is { } value
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(value), _expected);

    private byte[]? Presented(StringValues values)
    {
        if (values.Count is not 1 || values[0] is not { } value)
        {
            return null;
        }

        if (_scheme is null)
        {
            return Encoding.UTF8.GetBytes(value);
        }

        if (!value.StartsWith(_scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var credentials = value[_scheme.Length..].Trim();
        return _scheme is "Basic " ? FromBase64(credentials) : Encoding.UTF8.GetBytes(credentials);
    }

    private static byte[]? FromBase64(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var length) ? buffer[..length] : null;
    }
}
