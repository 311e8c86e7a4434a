using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Requests;

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
    /// <param name="Document">The document; null where there is an error.</param>
    /// <param name="Error">What is wrong.</param>
    /// <param name="Memory">What is to be disposed instead of the document, if that is large.</param>
    public readonly record struct Result(JsonDocument? Document, IxpError? Error, IDisposable? Memory = null)
        : IDisposable
    {
        /// <summary>The parsed value. Only a result without an error has one.</summary>
        public JsonElement Root => Document!.RootElement;

        /// <inheritdoc/>
        public void Dispose() => (Memory ?? Document)?.Dispose();
    }

    /// <summary>Reads and parses the whole body.</summary>
    /// <remarks>
    /// The end of the connection ends the reading, and so does <see cref="LimitTime"/>. A token would leave the web server's
    /// reader in the middle of a read, which it logs as an error.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="cancel">Ends the wait for room for a large one.</param>
    /// <param name="maxMembers">How many object members the body may have in all; null for what befits its size.</param>
    /// <exception cref="BadHttpRequestException">The body came too slowly, or ended early.</exception>
    /// <exception cref="UnreadableBodyException">It is not what its encoding says.</exception>
    public static ValueTask<Result> ReadAsync(HttpRequest request, CancellationToken cancel, int? maxMembers = null)
    {
        if (Refusal(request) is { } refusal)
        {
            return new(new Result(null, refusal));
        }

        if (request.ContentLength > ServerLimits.SmallBody)
        {
            return LargeBody.ReadAsync(request, maxMembers, cancel);
        }

        // A small body is mostly there already.
        var reader = request.BodyReader;
        var reading = reader.ReadAsync(CancellationToken.None);
        if (!reading.IsCompletedSuccessfully)
        {
            return ReadRestAsync(request, reading, maxMembers, cancel);
        }

        var read = reading.Result;
        return IsWholeAndSmall(read)
            ? new(ParseSmall(reader, read, maxMembers))
            : ReadRestAsync(request, new(read), maxMembers, cancel);
    }

    /// <summary>Waits for more of a body.</summary>
    /// <exception cref="UnreadableBodyException">It is broken.</exception>
    internal static async ValueTask<ReadResult> ReadOnAsync(ValueTask<ReadResult> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
        {
            // Each decompressor has its own way to say so.
            throw new UnreadableBodyException("The body is not what its Content-Encoding says", fault);
        }
        catch (IOException fault) when (fault is not (BadHttpRequestException or ConnectionResetException))
        {
            // The web server's way to say that a chunk's size is no number, or one beyond all measure.
            throw new UnreadableBodyException("The body's chunks cannot be read (RFC 9112, section 7.1)", fault);
        }
    }

    /// <summary>Cancels the reading of a body that takes too long in all, until the result is disposed.</summary>
    internal static ITimer LimitTime(HttpRequest request)
    {
        var services = request.HttpContext.RequestServices;
        return services
            .GetRequiredService<TimeProvider>()
            .CreateTimer(
                static reader => ((PipeReader)reader!).CancelPendingRead(),
                request.BodyReader,
                services.GetRequiredService<ServerLimits>().BodyTimeout,
                Timeout.InfiniteTimeSpan
            );
    }

    /// <summary>The answer when it was cancelled.</summary>
    internal static IxpError TooSlow(HttpRequest request) =>
        IxpError.RequestTimeout(request.HttpContext.RequestServices.GetRequiredService<ServerLimits>().BodyTimeout);

    private static async ValueTask<Result> ReadRestAsync(
        HttpRequest request,
        ValueTask<ReadResult> reading,
        int? maxMembers,
        CancellationToken cancel
    )
    {
        var reader = request.BodyReader;
        using (LimitTime(request))
        {
            while (true)
            {
                var read = await ReadOnAsync(reading);
                if (IsWholeAndSmall(read))
                {
                    return ParseSmall(reader, read, maxMembers);
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCanceled)
                {
                    return new(null, TooSlow(request));
                }

                if (read.Buffer.Length > ServerLimits.SmallBody)
                {
                    break;
                }

                reading = reader.ReadAsync(CancellationToken.None);
            }
        }

        return await LargeBody.ReadAsync(request, maxMembers, cancel);
    }

    private static bool IsWholeAndSmall(in ReadResult read) =>
        read is { IsCompleted: true, Buffer.Length: <= ServerLimits.SmallBody };

    /// <summary>The document reads from its memory until it is disposed, but the pipe takes its buffers back before that.</summary>
    private static Result ParseSmall(PipeReader reader, in ReadResult read, int? maxMembers)
    {
        var bytes = read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return Parse(bytes, maxMembers);
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

    internal static Result Parse(ReadOnlyMemory<byte> bytes, int? maxMembers)
    {
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
            return new(null, IxpError.InvalidRequest($"The body {fault.Predicate}"));
        }

        try
        {
            return new(JsonDocument.Parse(bytes, Options), null);
        }
        catch (JsonException malformed)
        {
            return new(null, IxpError.InvalidRequest(Describe(malformed)));
        }
    }

    /// <summary>The framework's message may quote the input at length; the position is what helps.</summary>
    private static string Describe(JsonException fault) =>
        fault.Message.Contains("uplicate", StringComparison.Ordinal) ? "The body has an object with a duplicate key"
        : fault.Message.StartsWith("The maximum configured depth", StringComparison.Ordinal)
            ? $"The body is nested deeper than {JsonLimits.MaxDepth} levels"
        : $"The body is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1})";
}

/// <summary>A body whose chunks or compression are broken; the message says which.</summary>
/// <param name="message">For the client.</param>
/// <param name="fault">What the reader said.</param>
internal sealed class UnreadableBodyException(string message, Exception fault) : Exception(message, fault);
