using System.Buffers;
using System.Buffers.Text;

namespace IxpServer.Api.Http;

/// <summary>Base64url (RFC 4648, section 5) that callers send.</summary>
internal static class Base64UrlText
{
    /// <summary>
    /// Decodes a text that must fill the bytes. It never throws: <see cref="Base64Url"/>'s own <c>TryDecodeFromChars</c>
    /// does so for characters outside the alphabet.
    /// </summary>
    /// <param name="text">Without padding.</param>
    /// <param name="bytes">Where they go.</param>
    /// <returns>Whether the text stands for exactly so many bytes.</returns>
    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == Base64Url.GetEncodedLength(bytes.Length)
        && Base64Url.DecodeFromChars(text, bytes, out _, out var length) is OperationStatus.Done
        && length == bytes.Length;
}
