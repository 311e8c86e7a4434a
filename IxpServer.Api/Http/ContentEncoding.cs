using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Http;

/// <summary>In which form a client wants a body (RFC 9110, section 12.5.3).</summary>
internal static class ContentEncoding
{
    private static readonly string[] Supported = ["br", "gzip"];

    /// <summary>
    /// The one that the client likes best, brotli of those it likes as much; null for the body as it is, which is also what a
    /// part is taken of: parts of compressed forms are of no use to anybody who has not all of them.
    /// </summary>
    internal static string? Choose(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding;
        if (accepted.Count is 0 || !StringWithQualityHeaderValue.TryParseList(accepted, out var values))
        {
            return null;
        }

        var identity = Quality(values, "identity");
        if (request.Headers.Range.Count > 0 && identity is not 0)
        {
            return null;
        }

        var rest = Quality(values, "*") ?? 0;
        var best = Supported.MaxBy(name => Quality(values, name) ?? rest)!;
        var quality = Quality(values, best) ?? rest;
        return quality > 0 && quality >= (identity ?? 0) ? best : null;
    }

    private static double? Quality(IList<StringWithQualityHeaderValue> values, string name)
    {
        foreach (var value in values)
        {
            if (value.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value.Quality ?? 1;
            }
        }

        return null;
    }
}
