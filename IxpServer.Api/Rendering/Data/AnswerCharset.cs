using System.Text;
using IxpServer.Api.Http;

namespace IxpServer.Api.Rendering.Data;

/// <summary>Turns an answer's bytes into UTF-8 by what they say they are; what they are not is refused, never replaced.</summary>
internal static class AnswerCharset
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    // Longest first: the mark of UTF-32 begins with that of UTF-16.
    private static readonly (byte[] Bytes, Encoding Encoding)[] Marks =
    [
        ([0xFF, 0xFE, 0, 0], new UTF32Encoding(false, false, throwOnInvalidCharacters: true)),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(true, false, throwOnInvalidCharacters: true)),
        ([0xEF, 0xBB, 0xBF], Utf8),
        ([0xFF, 0xFE], new UnicodeEncoding(false, false, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(true, false, throwOnInvalidBytes: true)),
    ];

    /// <summary>The text as UTF-8, without its byte order mark.</summary>
    /// <param name="bytes">The answer.</param>
    /// <param name="charset">
    /// What its <c>Content-Type</c> says; null means UTF-8 (RFC 8259, section 8.1). A mark at the beginning is closer to
    /// the bytes than that, and wins.
    /// </param>
    /// <exception cref="DataProviderException">The bytes are not what they say, or that is unknown.</exception>
    internal static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> bytes, string? charset)
    {
        var (mark, encoding) = Array.Find(Marks, one => bytes.Span.StartsWith(one.Bytes));
        encoding ??= Find(charset);
        var text = bytes[(mark?.Length ?? 0)..];
        try
        {
            // UTF-8 is what it is to be; who reads it on checks that it is.
            return ReferenceEquals(encoding, Utf8) ? text : Utf8.GetBytes(encoding.GetString(text.Span));
        }
        catch (DecoderFallbackException fault)
        {
            throw new DataProviderException(
                DataFailure.Charset,
                $"The answer has bytes that are not {encoding.WebName}, which it says it is in",
                fault
            );
        }
    }

    private static Encoding Find(string? charset)
    {
        var name = charset?.Trim('"', ' ') ?? "";
        if (name is "" || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || IsCommonMistake(name))
        {
            return Utf8;
        }

        try
        {
            var (encode, decode) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return CodePagesEncodingProvider.Instance.GetEncoding(name, encode, decode)
                ?? Encoding.GetEncoding(name, encode, decode);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            throw new DataProviderException(
                DataFailure.Charset,
                $"The answer's charset '{IxpError.Clip(name)}' is not known",
                fault
            );
        }
    }

    private static bool IsCommonMistake(string name) => name.Equals("utf8", StringComparison.OrdinalIgnoreCase);
}
