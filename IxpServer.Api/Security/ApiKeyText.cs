using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Text;

namespace IxpServer.Api.Security;

/// <summary>
/// What API keys look like: <c>ixp_</c>, 43 random characters, and six that check those before them: their CRC-32, its
/// four bytes from the highest, in Base64url. What is no key is told from one without a look into the database, and
/// whoever searches a text for keys that leaked finds no other words.
/// </summary>
internal static class ApiKeyText
{
    internal const string Prefix = "ixp_";

    private const int Checked = 4 + SecretTokens.Length;
    private const int Length = Checked + 6;

    /// <summary>A new key.</summary>
    internal static string Make()
    {
        var text = Prefix + SecretTokens.Make();
        return text + Check(text);
    }

    /// <summary>Whether this could be a key.</summary>
    internal static bool IsWellFormed(string key) =>
        key.Length is Length
        && key.StartsWith(Prefix, StringComparison.Ordinal)
        && key.AsSpan(Checked).SequenceEqual(Check(key[..Checked]));

    private static string Check(string text)
    {
        Span<byte> sum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32.HashToUInt32(Encoding.UTF8.GetBytes(text)));
        return Base64Url.EncodeToString(sum);
    }
}
