using System.Security.Cryptography;
using System.Text;
using IxpServer.Data.Connections;

namespace IxpServer.Api.Security;

/// <summary>The server's own secrets, from the settings or, outside Production, made here.</summary>
public sealed class SecurityKeys
{
    private SecurityKeys(byte[] signing, byte[] encryption, string? origin) =>
        (Signing, Encryption, Origin) = (signing, encryption, origin);

    /// <summary>Signs access tokens (<c>JWT_SECRET</c>).</summary>
    internal byte[] Signing { get; }

    /// <summary>What tokens may still be, or already be, signed with (<c>JWT_SECRETS_PREVIOUS</c>).</summary>
    internal IReadOnlyList<byte[]> OtherSigning { get; private init; } = [];

    /// <summary>Encrypts what sessions hold (<c>ENCRYPTION_KEY</c>): 32 bytes.</summary>
    internal byte[] Encryption { get; }

    /// <summary>Keys that data may still be, or already be, encrypted under (<c>ENCRYPTION_KEYS_PREVIOUS</c>).</summary>
    internal IReadOnlyList<byte[]> OtherEncryption { get; private init; } = [];

    /// <summary>Where keys come from that nobody has set; null when all were set.</summary>
    internal string? Origin { get; }

    /// <summary>Reads the settings, which have been checked before.</summary>
    internal static SecurityKeys Read(IConfiguration configuration, DatabaseConnection? database)
    {
        var options = configuration.Read<SecurityOptions>();
        var jwt = options.JwtSecret is { } set ? Encoding.UTF8.GetBytes(set) : null;
        var key = options.EncryptionKey is { } text ? SecurityOptions.ParseKey(text) : null;
        byte[][] others = [.. options.PreviousEncryptionKeys.Select(SecurityOptions.ParseKey)];
        byte[][] otherJwt = [.. options.PreviousJwtSecrets.Select(Encoding.UTF8.GetBytes)];
        if (jwt is not null && key is not null)
        {
            return new SecurityKeys(jwt, key, null) { OtherSigning = otherJwt, OtherEncryption = others };
        }

        // Beside the data that they protect, so that both survive a restart together.
        var file = database?.File is { } data ? $"{data}.secrets" : null;
        var made = DevelopmentSecrets.ReadOrMake(file, 2 * SecurityOptions.KeyBytes);
        return new SecurityKeys(
            jwt ?? made[..SecurityOptions.KeyBytes],
            key ?? made[SecurityOptions.KeyBytes..],
            file ?? "memory"
        )
        {
            OtherSigning = otherJwt,
            OtherEncryption = others,
        };
    }
}

/// <summary>Random bytes for a developer's machine, kept in a file that only its owner can read.</summary>
internal static class DevelopmentSecrets
{
    internal static byte[] ReadOrMake(string? file, int length)
    {
        if (file is null)
        {
            return RandomNumberGenerator.GetBytes(length);
        }

        try
        {
            return Make(file, length);
        }
        catch (IOException) when (File.Exists(file))
        {
            return Read(file, length);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([
                $"{file}: cannot be written ({fault.Message}); let {DatabaseOptions.FileName} lie where this user may write, "
                    + "or set JWT_SECRET and ENCRYPTION_KEY",
            ]);
        }
    }

    private static byte[] Read(string file, int length)
    {
        try
        {
            var kept = File.ReadAllBytes(file);
            return kept.Length == length
                ? kept
                : throw new ConfigurationException([
                    $"{file}: damaged; delete it, or set JWT_SECRET and ENCRYPTION_KEY",
                ]);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([
                $"{file}: cannot be read ({fault.Message}); give it to the user that runs the server, or set JWT_SECRET and ENCRYPTION_KEY",
            ]);
        }
    }

    private static byte[] Make(string file, int length)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var secrets = RandomNumberGenerator.GetBytes(length);
        using var stream = new FileStream(file, options);
        stream.Write(secrets);
        return secrets;
    }
}
