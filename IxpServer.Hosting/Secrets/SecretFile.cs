using System.Text;

namespace IxpServer.Hosting.Secrets;

/// <summary>A file that holds one secret, as Docker and Kubernetes mount them.</summary>
internal static class SecretFile
{
    /// <summary>What no key, certificate or list of them needs: more is another file, or a device without an end.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>A pipe that nobody writes into must not keep the start waiting.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Containers run as users without a name.</summary>
    private static string User =>
        Environment.UserName is { Length: > 0 } name ? $"the user '{name}'" : "the user of this process";

    /// <summary>Reads it.</summary>
    /// <param name="variable">What names the file, for the message.</param>
    /// <param name="file">Its path.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Its text without white space around it; never empty.</returns>
    /// <exception cref="SecretSourceException">There is none to be had: says why, with the file's name and nothing of what it holds.</exception>
    internal static async Task<string> ReadAsync(string variable, string file, CancellationToken cancel)
    {
        string Fault(string what) => $"{variable}: the file '{file}' {what}";
        if (Directory.Exists(file))
        {
            throw new SecretSourceException(Fault("is a directory: name the file in it that holds the secret"));
        }

        try
        {
            // To open a pipe can block, and nothing cancels it.
            var bytes = await Task.Run(() => ReadBytes(file), cancel).WaitAsync(Timeout, cancel);
            return bytes.Length > MaxBytes
                    ? throw new SecretSourceException(
                        Fault($"has more than {MaxBytes / 1024} KB: it cannot be a secret")
                    )
                : Text(bytes) is not { } text
                    ? throw new SecretSourceException(
                        Fault("is no text in UTF-8: a secret of random bytes is given in Base64")
                    )
                : text.Length is 0 ? throw new SecretSourceException(Fault("is empty"))
                : text;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SecretSourceException(Fault("does not exist"), missing);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new SecretSourceException(
                Fault($"may not be read by {User}: give it to that user, or let the user's group read it"),
                denied
            );
        }
        catch (TimeoutException slow)
        {
            throw new SecretSourceException(Fault($"gave nothing within {Timeout.TotalSeconds} s"), slow);
        }
        catch (IOException fault)
        {
            throw new SecretSourceException(Fault($"cannot be read: {fault.Message}"), fault);
        }
    }

    /// <summary>One byte more than there may be tells of a file that is too long, whatever its length is said to be.</summary>
    private static byte[] ReadBytes(string file)
    {
        using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0
        );
        var buffer = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..length];
    }

    /// <summary>Null for what is no text.</summary>
    private static string? Text(byte[] bytes)
    {
        try
        {
            var text = StrictUtf8.GetString(bytes).TrimStart('\uFEFF').Trim();
            return text.Any(letter => char.IsControl(letter) && !char.IsWhiteSpace(letter)) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
