using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IxpServer.Api.Security;

/// <summary>
/// Makes tokens that are only random: refresh tokens, mailed tokens, API keys. The database holds their SHA-256, which
/// is enough for 256 random bits, and by which they are found: nothing compares the secrets themselves.
/// </summary>
internal sealed class SecretTokens(SecurityKeys keys)
{
    /// <summary>Characters of a token.</summary>
    internal const int Length = 43;

    private const int Bytes = 32;

    /// <summary>The current one first.</summary>
    private readonly byte[][] _successorKeys =
    [
        .. keys
            .OtherSigning.Prepend(keys.Signing)
            .Select(secret =>
                HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Bytes, info: "refresh-token-successor"u8.ToArray())
            ),
    ];

    /// <summary>A new token.</summary>
    internal static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What the database keeps of a token.</summary>
    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>
    /// The token that follows a refresh token. It is always the same one, so that two requests with one token, or one
    /// whose answer was lost, can both be told it. Nobody can compute it without the server's key.
    /// </summary>
    internal string Successor(string token) => Successors(token).First();

    /// <summary>What follows a refresh token, here or on a server that has another of the keys while they change.</summary>
    internal IEnumerable<string> Successors(string token) =>
        _successorKeys.Select(key => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(token))));
}
