using System.Buffers.Text;
using System.Security.Cryptography;
using IxpServer.Api.Http;
using IxpServer.Api.Security;

namespace IxpServer.Api.Sessions;

/// <summary>
/// Tokens by which whoever made a session without an account shows that it is theirs: an id is no secret. They are
/// computed from the id, so that nothing of them is stored; another JWT_SECRET ends them, as it ends sign-ins, once the
/// earlier one is not in JWT_SECRETS_PREVIOUS any more.
/// </summary>
public sealed class SessionTokens(SecurityKeys keys)
{
    /// <summary>The request header that carries a token.</summary>
    public const string Header = "X-Session-Token";

    private readonly byte[] _key = Derive(keys.Signing);
    private readonly byte[][] _others = [.. keys.OtherSigning.Select(Derive)];

    /// <summary>The token of a session.</summary>
    public string Issue(Guid session) => Base64Url.EncodeToString(Compute(_key, session));

    /// <summary>Whether a token is the session's, found out in a time that tells nothing.</summary>
    public bool Matches(Guid session, string? token)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Base64UrlText.TryDecode(token, given))
        {
            return false;
        }

        var isMatch = CryptographicOperations.FixedTimeEquals(given, Compute(_key, session));
        foreach (var other in _others)
        {
            isMatch |= CryptographicOperations.FixedTimeEquals(given, Compute(other, session));
        }

        return isMatch;
    }

    private static byte[] Derive(byte[] secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, HMACSHA256.HashSizeInBytes, info: [.. "ixp session token"u8]);

    private static byte[] Compute(byte[] key, Guid session) =>
        HMACSHA256.HashData(key, session.ToByteArray(bigEndian: true));
}
