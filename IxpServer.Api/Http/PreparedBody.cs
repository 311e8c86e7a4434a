using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Http;

/// <summary>
/// A response body that is made once and sent often, to GET and HEAD: lists, documents, pages and files alike. Its strong
/// entity tag is computed once, and so is each compressed form, which has a tag of its own (RFC 9110, section 8.8.3.3).
/// </summary>
/// <param name="bytes">The body, not compressed.</param>
/// <param name="contentType">The value of <c>Content-Type</c>; text is compressed.</param>
/// <param name="level">How well.</param>
public sealed class PreparedBody(byte[] bytes, string contentType, CompressionLevel level = CompressionLevel.Optimal)
{
    /// <summary>Written at a time: a slow client makes the server hold this much for it, not a whole list.</summary>
    private const int SliceLength = 64 * 1024;

    /// <summary>What is compressed already, such as a font, only grows by it.</summary>
    private readonly bool _isText =
        contentType.StartsWith("text/", StringComparison.Ordinal)
        || contentType.Contains("json", StringComparison.Ordinal)
        || contentType.Contains("xml", StringComparison.Ordinal);

    private readonly ConcurrentDictionary<string, byte[]> _encoded = new(StringComparer.Ordinal);

    /// <summary>The entity tag of the body as it is, in its quotes.</summary>
    private readonly string _tag = $"\"{Convert.ToHexStringLower(XxHash128.Hash(bytes))}\"";

    /// <summary>A body for one answer, which is not worth the time that compressing it well takes.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="contentType">The value of <c>Content-Type</c>.</param>
    public static PreparedBody Once(byte[] bytes, string contentType) =>
        new(bytes, contentType, CompressionLevel.Fastest);

    /// <summary>The body, not compressed.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>
    /// Sends the body in the best form the client accepts, or the part that it asks for, or 304 if the client has it already.
    /// </summary>
    /// <param name="context">The request being answered.</param>
    /// <param name="cacheControl">The value of <c>Cache-Control</c>.</param>
    public Task SendAsync(HttpContext context, StringValues cacheControl)
    {
        var (request, response) = (context.Request, context.Response);
        var headers = response.Headers;
        var encoding = _isText ? ContentEncoding.Choose(request) : null;
        var tag = encoding is null ? _tag : $"{_tag.AsSpan(..^1)}-{encoding}\"";
        headers.ETag = tag;
        headers.CacheControl = cacheControl;
        if (_isText)
        {
            headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        }

        // The tag of another form is not known: who cannot decode that form must not be sent back to it.
        if (EntityTags.IsKnown(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
            return WriteAsync(context, _encoded.GetOrAdd(encoding, Encode));
        }

        if (!ByteRange.TryRead(request, tag, bytes.Length, out var range))
        {
            return WriteAsync(context, bytes);
        }

        var (start, length) = range;
        if (length is 0)
        {
            headers.ETag = default;
            headers.ContentRange = $"bytes */{bytes.Length}";
            return ErrorResponse.WriteAsync(context, IxpError.RangeNotSatisfiable(bytes.Length));
        }

        response.StatusCode = StatusCodes.Status206PartialContent;
        headers.ContentRange = $"bytes {start}-{start + length - 1}/{bytes.Length}";
        return WriteAsync(context, bytes.AsMemory(start, length));
    }

    private async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        for (var sent = 0; sent < body.Length; sent += SliceLength)
        {
            var slice = body.Slice(sent, Math.Min(SliceLength, body.Length - sent));
            await response.BodyWriter.WriteAsync(slice, context.RequestAborted);
        }
    }

    private byte[] Encode(string encoding)
    {
        using var buffer = new MemoryStream();
        using (Stream compressor = encoding is "br" ? new BrotliStream(buffer, level) : new GZipStream(buffer, level))
        {
            compressor.Write(bytes);
        }

        return buffer.ToArray();
    }
}
