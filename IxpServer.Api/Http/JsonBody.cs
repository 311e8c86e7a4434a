using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Http;

/// <summary>
/// Reads a request's JSON body strictly: UTF-8 (a byte order mark is tolerated), bounded in size, depth and number of
/// members, no duplicate keys, no text or number that a consumer could not hold.
/// </summary>
public static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = JsonLimits.MaxDepth,
        AllowDuplicateProperties = false,
    };

    private static readonly IxpError NoBody = IxpError.InvalidRequest(
        "The request has no body; a JSON object is expected"
    );

    /// <summary>The body parsed, or what is wrong with it.</summary>
    public readonly record struct Result(JsonDocument? Document, IxpError? Error) : IDisposable
    {
        /// <summary>The parsed value. Only a result without an error has one.</summary>
        public JsonElement Root => Document!.RootElement;

        /// <inheritdoc/>
        public void Dispose() => Document?.Dispose();
    }

    /// <summary>Reads and parses the whole body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <param name="maxMembers">How many object members the body may have in all.</param>
    /// <exception cref="BadHttpRequestException">The body is larger than the endpoint allows, or ended early.</exception>
    public static async ValueTask<Result> ReadAsync(
        HttpRequest request,
        CancellationToken cancel,
        int maxMembers = JsonLimits.MaxMembers
    )
    {
        if (Refusal(request) is { } refusal)
        {
            return new(null, refusal);
        }

        var reader = request.BodyReader;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(cancel);
            }
            catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
            {
                // Each decompressor has its own way to say so.
                return new(null, IxpError.InvalidRequest("The body is not what its Content-Encoding says"));
            }
            catch (IOException fault) when (fault is not (BadHttpRequestException or ConnectionResetException))
            {
                // The web server's way to say that a chunk's size is no number, or one beyond all measure.
                return new(null, IxpError.InvalidRequest("The body's chunks cannot be read (RFC 9112, section 7.1)"));
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            try
            {
                return Parse(read.Buffer, maxMembers);
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static IxpError? Refusal(HttpRequest request)
    {
        // What could be decompressed has been, and the header with it; identity says that there is nothing to do.
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !IsIdentity(encoding))
        {
            return IxpError.InvalidRequest(
                "Content-Encoding must be gzip, br or deflate, each alone",
                StatusCodes.Status415UnsupportedMediaType
            ) with
            {
                Headers = [new(HeaderNames.AcceptEncoding, "gzip, br, deflate")],
            };
        }

        if (string.Equals(request.ContentType, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return NoBody;
        }

        return
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix == "json")
            && (
                !type.Charset.HasValue
                || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            )
            ? null
            : IxpError.ForStatus(StatusCodes.Status415UnsupportedMediaType, request.Method, request.Path);
    }

    private static bool IsIdentity(string? encoding) =>
        string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase);

    private static Result Parse(ReadOnlySequence<byte> body, int maxMembers)
    {
        // The document reads from this memory until it is disposed, but the pipe takes its buffers back before that.
        var bytes = body.ToArray().AsMemory();
        if (bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new(null, NoBody);
        }

        if (JsonLimits.FindFault(bytes.Span, maxMembers) is { } fault)
        {
            return new(null, IxpError.InvalidRequest(fault));
        }

        try
        {
            return new(JsonDocument.Parse(bytes, Options), null);
        }
        catch (JsonException fault2)
        {
            return new(null, IxpError.InvalidRequest(Describe(fault2)));
        }
    }

    /// <summary>The framework's message may quote the input at length; the position is what helps.</summary>
    private static string Describe(JsonException fault) =>
        fault.Message.Contains("uplicate", StringComparison.Ordinal) ? "The body has an object with a duplicate key"
        : fault.Message.StartsWith("The maximum configured depth", StringComparison.Ordinal)
            ? $"The body is nested deeper than {JsonLimits.MaxDepth} levels"
        : $"The body is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1})";
}
