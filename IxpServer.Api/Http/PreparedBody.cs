using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Http;

/// <summary>
/// A response body that is made once and sent often: its strong entity tag is computed once, and so is each
/// compressed form, which has a tag of its own (RFC 9110 section 8.8.3).
/// </summary>
public sealed class PreparedBody(byte[] utf8, string contentType, CompressionLevel level = CompressionLevel.Optimal)
{
    /// <summary>Below this size compression costs more than it saves.</summary>
    private const int SmallestCompressed = 1_024;

    /// <summary>Written at a time: a slow client makes the server hold this much for it, not a whole list.</summary>
    private const int SliceLength = 64 * 1024;

    private static readonly string[] Encodings = ["br", "gzip"];

    private readonly ConcurrentDictionary<string, byte[]> _encoded = new(StringComparer.Ordinal);

    /// <summary>The entity tag of the body as it is, in its quotes.</summary>
    private readonly string _tag = $"\"{Convert.ToHexStringLower(XxHash128.Hash(utf8))}\"";

    /// <summary>A body for one answer, which is not worth the time that compressing it well takes.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="contentType">The value of <c>Content-Type</c>.</param>
    public static PreparedBody Once(byte[] utf8, string contentType) =>
        new(utf8, contentType, CompressionLevel.Fastest);

    /// <summary>The body, not compressed.</summary>
    public ReadOnlyMemory<byte> Utf8 => utf8;

    /// <summary>Sends the body in the best form the client accepts, or 304 if the client has it already.</summary>
    /// <param name="context">The request being answered.</param>
    /// <param name="cacheControl">The value of <c>Cache-Control</c>.</param>
    public async Task SendAsync(HttpContext context, StringValues cacheControl)
    {
        var (request, response) = (context.Request, context.Response);
        var headers = response.Headers;
        var encoding = ChooseEncoding(request.Headers.AcceptEncoding);
        headers.ETag = Tag(encoding, request.Headers.AcceptEncoding.Count > 0);
        headers.CacheControl = cacheControl;
        if (utf8.Length >= SmallestCompressed)
        {
            headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        }

        if (IsKnown(request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var body = encoding is null ? utf8 : _encoded.GetOrAdd(encoding, Encode);
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        response.ContentType = contentType;
        response.ContentLength = body.Length;
        for (var sent = 0; sent < body.Length; sent += SliceLength)
        {
            var slice = body.AsMemory(sent, Math.Min(SliceLength, body.Length - sent));
            await response.BodyWriter.WriteAsync(slice, context.RequestAborted);
        }
    }

    /// <summary>
    /// A body too small to be compressed here may still be by the middleware, which leaves the tag as it is: to such a
    /// client the tag is given as a weak one.
    /// </summary>
    private string Tag(string? encoding, bool acceptsEncodings) =>
        encoding is not null ? $"{_tag.AsSpan(..^1)}-{encoding}\""
        : acceptsEncodings && utf8.Length < SmallestCompressed ? $"W/{_tag}"
        : _tag;

    /// <summary>The form the client likes best (RFC 9110 section 12.5.3), brotli of those it likes as much.</summary>
    private string? ChooseEncoding(StringValues accepted)
    {
        if (
            utf8.Length < SmallestCompressed
            || accepted.Count is 0
            || !StringWithQualityHeaderValue.TryParseList(accepted, out var values)
        )
        {
            return null;
        }

        var best = Encodings.MaxBy(name => Quality(values, name) ?? Quality(values, "*") ?? 0)!;
        var quality = Quality(values, best) ?? Quality(values, "*") ?? 0;
        return quality > 0 && quality >= (Quality(values, "identity") ?? 0) ? best : null;
    }

    private static double? Quality(IList<StringWithQualityHeaderValue> values, string name)
    {
        var named = values.FirstOrDefault(value => value.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
        return named is null ? null : named.Quality ?? 1;
    }

    /// <summary>Any form of this body that the client holds is good enough: they decode to the same bytes.</summary>
    private bool IsKnown(StringValues ifNoneMatch)
    {
        if (ifNoneMatch.Count is 0 || !EntityTagHeaderValue.TryParseList(ifNoneMatch, out var tags))
        {
            return false;
        }

        return tags.Any(tag =>
            tag.Tag == "*" || tag.Tag.AsSpan().Trim('"').StartsWith(_tag.AsSpan(1..^1), StringComparison.Ordinal)
        );
    }

    private byte[] Encode(string encoding)
    {
        using var buffer = new MemoryStream();
        using (Stream compressor = encoding is "br" ? new BrotliStream(buffer, level) : new GZipStream(buffer, level))
        {
            compressor.Write(utf8);
        }

        return buffer.ToArray();
    }
}
