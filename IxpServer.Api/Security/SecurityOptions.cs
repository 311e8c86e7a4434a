using System.Text;

namespace IxpServer.Api.Security;

/// <summary>The server's own secrets, as the settings have them.</summary>
[SettingSection("Ixp:Security")]
internal sealed class SecurityOptions
{
    /// <summary>How long a key is.</summary>
    internal const int KeyBytes = 32;

    /// <summary>Signs access tokens.</summary>
    [Setting(
        "JWT_SECRET",
        Allowed = "32 characters or more, not an example's",
        Check = nameof(IsLong),
        IsSecret = true,
        IsRequiredInProduction = true
    )]
    public string? JwtSecret { get; init; }

    /// <summary>What tokens may still be, or already be, signed with.</summary>
    [Setting(
        "JWT_SECRETS_PREVIOUS",
        Allowed = "secrets like JWT_SECRET, separated by commas",
        Check = nameof(IsLong),
        IsSecret = true
    )]
    public IReadOnlyList<string> PreviousJwtSecrets { get; init; } = [];

    /// <summary>Encrypts what sessions hold.</summary>
    [Setting(
        "ENCRYPTION_KEY",
        Allowed = "32 bytes, plain or in Base64, not an example's",
        Check = nameof(IsKey),
        IsSecret = true,
        IsRequiredInProduction = true
    )]
    public string? EncryptionKey { get; init; }

    /// <summary>Keys that data may still be, or already be, encrypted under.</summary>
    [Setting(
        "ENCRYPTION_KEYS_PREVIOUS",
        Allowed = "keys like ENCRYPTION_KEY, separated by commas",
        Check = nameof(IsKey),
        IsSecret = true
    )]
    public IReadOnlyList<string> PreviousEncryptionKeys { get; init; } = [];

    /// <summary>32 bytes, plain or in Base64.</summary>
    internal static byte[] ParseKey(string text) =>
        Encoding.UTF8.GetByteCount(text) is KeyBytes ? Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(text);

    private static bool IsLong(string text) => text.Length >= 32;

    private static bool IsKey(string text) =>
        Encoding.UTF8.GetByteCount(text) is KeyBytes || DecodedLength(text) is KeyBytes;

    private static int DecodedLength(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var length) ? length : -1;
    }
}
