using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using IxpServer.Api.Security;

namespace IxpServer.Api.Sessions;

/// <summary>
/// Encrypts what sessions hold, with AES-256-GCM. A sealed context is one format byte, the nonce, the ciphertext and
/// the tag. Each session has a key of its own, derived from the server's: however often contexts are saved, random
/// nonces do not repeat under one key, and a context that is moved to another session's row cannot be opened there.
/// </summary>
public sealed class ContextCipher
{
    /// <summary>The bytes that a sealed context has more than the plain one.</summary>
    public const int Overhead = 1 + NonceBytes + TagBytes;

    private const byte Format = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int IdBytes = 16;
    private const int KeyIdBytes = 8;

    private static readonly byte[] KeyIdPurpose = [.. "ixp encryption key id\0"u8];
    private static readonly byte[] KeyPurpose = [.. "ixp session context"u8];

    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    /// <summary>A cipher under the server's keys.</summary>
    public ContextCipher(SecurityKeys keys)
    {
        CurrentKeyId = Add(keys.Encryption);
        OtherKeyIds = [.. keys.OtherEncryption.Select(Add).Where(id => id != CurrentKeyId).Distinct()];
    }

    /// <summary>The id of the key that new contexts are encrypted under.</summary>
    public string CurrentKeyId { get; }

    /// <summary>The ids of the other keys that contexts can be opened with.</summary>
    public IReadOnlyList<string> OtherKeyIds { get; }

    /// <summary>Encrypts a context under the current key.</summary>
    /// <param name="session">The session that it is of.</param>
    /// <param name="plain">The context.</param>
    public byte[] Seal(Guid session, ReadOnlySpan<byte> plain)
    {
        var data = new byte[Overhead + plain.Length];
        data[0] = Format;
        var nonce = data.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Open(CurrentKeyId, session, out var bound);
        aes.Encrypt(nonce, plain, data.AsSpan(1 + NonceBytes, plain.Length), data.AsSpan(^TagBytes..), bound);
        return data;
    }

    /// <summary>Decrypts a context.</summary>
    /// <param name="session">The session that it is of.</param>
    /// <param name="keyId">The key that it was encrypted under.</param>
    /// <param name="data">The encrypted context.</param>
    /// <param name="plain">The context; null when it cannot be had.</param>
    /// <param name="fault">Why it cannot be had, for the log; null when it can.</param>
    public bool TryUnseal(
        Guid session,
        string? keyId,
        ReadOnlySpan<byte> data,
        [NotNullWhen(true)] out byte[]? plain,
        [NotNullWhen(false)] out string? fault
    )
    {
        plain = null;
        fault = null;
        if (keyId is null || !_keys.ContainsKey(keyId))
        {
            fault = $"no key with the id '{keyId}' is configured: add it to ENCRYPTION_KEYS_PREVIOUS";
            return false;
        }

        if (data.Length < Overhead || data[0] is not Format)
        {
            fault = "it is not in a format that this server writes";
            return false;
        }

        plain = new byte[data.Length - Overhead];
        try
        {
            using var aes = Open(keyId, session, out var bound);
            aes.Decrypt(data.Slice(1, NonceBytes), data[(1 + NonceBytes)..^TagBytes], data[^TagBytes..], plain, bound);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            plain = null;
            fault = "it was changed, or it is another session's";
            return false;
        }
    }

    /// <summary>The session's own key, and what is authenticated besides the context.</summary>
    private AesGcm Open(string keyId, Guid session, out byte[] bound)
    {
        bound = new byte[1 + IdBytes];
        bound[0] = Format;
        session.TryWriteBytes(bound.AsSpan(1), bigEndian: true, out _);
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _keys[keyId], key, salt: bound, info: KeyPurpose);
        var aes = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return aes;
    }

    /// <summary>The id tells keys apart and nothing of the key: it stands in the database, beside what it opens.</summary>
    private string Add(byte[] key)
    {
        var hash = SHA256.HashData([.. KeyIdPurpose, .. key]);
        var id = Convert.ToHexStringLower(hash.AsSpan(0, KeyIdBytes));
        _keys[id] = key;
        return id;
    }
}
