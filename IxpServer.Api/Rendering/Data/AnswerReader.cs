using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;

namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// The one place where what is from outside becomes data: it gives JSON that every reader of the server's answers can
/// hold, or says why not. Nothing is mended on the way: half a character is no character.
/// </summary>
internal static class AnswerReader
{
    /// <summary>Of an answer, in bytes, decompressed.</summary>
    internal const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// How deep an answer may be nested: as deep as a request's body, but for the levels that it stands in when it is
    /// picked from, cached and sent.
    /// </summary>
    internal const int MaxDepth = JsonLimits.MaxDepth - 4;

    private const int BlockBytes = 16 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads an answer's body, which the HTTP client has decompressed.</summary>
    /// <exception cref="DataProviderException">It cannot be passed on, and why.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    internal static async Task<JsonElement> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        // What the client can decompress it has, and taken the header away; the old name of gzip it does not know.
        var encodings = content.Headers.ContentEncoding.Where(name => !Is(name, "identity")).ToList();
        var isGzip = encodings is [var only] && Is(only, "x-gzip");
        if (encodings.Count > 0 && !isGzip)
        {
            throw new DataProviderException(
                DataFailure.Encoding,
                $"The answer is encoded as '{IxpError.Clip(string.Join(", ", encodings))}': allowed are gzip, br and deflate, one at a time"
            );
        }

        await using var stream = await content.ReadAsStreamAsync(cancel);
        await using var plain = isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        var type = content.Headers.ContentType;
        try
        {
            return Parse(AnswerCharset.ToUtf8(await ReadBytesAsync(plain, cancel), type?.CharSet));
        }
        catch (DataProviderException fault)
            when (fault.Failure is DataFailure.NotJson && type is { MediaType: { } media })
        {
            throw new DataProviderException(
                fault.Failure,
                $"{fault.Message}; it came as {IxpError.Clip(media)}",
                fault
            );
        }
    }

    /// <summary>Checks JSON in UTF-8 and parses it; what comes back keeps nothing of the memory that it was read from.</summary>
    /// <exception cref="DataProviderException">It cannot be passed on, and why.</exception>
    internal static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            throw TooLarge();
        }

        if (JsonLimits.FindFault(json.Span) is { } fault)
        {
            throw new DataProviderException(FailureOf(fault.Kind), $"The answer {fault.Predicate}");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw malformed.Message.StartsWith("The maximum configured depth", StringComparison.Ordinal)
                ? new DataProviderException(DataFailure.TooDeep, $"The answer is nested deeper than {MaxDepth} levels")
                : new DataProviderException(
                    DataFailure.NotJson,
                    $"The answer is not JSON (line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1})"
                );
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(Stream stream, CancellationToken cancel)
    {
        var bytes = new ArrayBufferWriter<byte>(BlockBytes);
        while (true)
        {
            int read;
            try
            {
                read = await stream.ReadAsync(bytes.GetMemory(BlockBytes), cancel);
            }
            catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
            {
                // Each decompressor has its own way to say so.
                throw new DataProviderException(
                    DataFailure.Encoding,
                    "The answer is not what its Content-Encoding says",
                    fault
                );
            }

            if (read is 0)
            {
                return bytes.WrittenMemory;
            }

            bytes.Advance(read);
            if (bytes.WrittenCount > MaxBytes)
            {
                throw TooLarge();
            }
        }
    }

    private static bool Is(string encoding, string name) => encoding.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static DataProviderException TooLarge() =>
        new(DataFailure.TooLarge, $"The answer is larger than {MaxBytes} bytes");

    private static DataFailure FailureOf(JsonFaultKind kind) =>
        kind switch
        {
            JsonFaultKind.Utf8 => DataFailure.Charset,
            JsonFaultKind.Text => DataFailure.BadText,
            JsonFaultKind.Number => DataFailure.BadNumber,
            _ => DataFailure.TooManyMembers,
        };
}
