using System.Security.Cryptography;
using IxpServer.Api.Http;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IxpServer.Api.Accounts;

/// <summary>
/// Hashes passwords, which costs a processor a tenth of a second each: only so many at once, so that a flood of
/// sign-ins leaves processors to everything else.
/// </summary>
internal sealed class PasswordWork : IDisposable
{
    private const int MaxWaiting = 64;

    private static readonly User Nobody = new()
    {
        Name = "",
        Email = "",
        PasswordHash = "",
    };

    private static readonly IxpError TooMany = IxpError.ForStatus(StatusCodes.Status503ServiceUnavailable, "", "") with
    {
        Message = "Too many sign-ins at once",
        Headers = [new("Retry-After", "1")],
    };

    private readonly PasswordHasher<User> _hasher;
    private readonly string _noPassword;
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    /// <param name="iterations">Rounds of PBKDF2: the cost of each guess.</param>
    public PasswordWork(int iterations)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        _noPassword = MakeNoPassword(iterations);
    }

    /// <summary>The hash of a new password.</summary>
    internal Task<Outcome<string>> HashAsync(string password, CancellationToken cancel) =>
        RunAsync(() => _hasher.HashPassword(Nobody, password), cancel);

    /// <summary>Whether the password is the account's. Costs the same when there is none.</summary>
    internal Task<Outcome<PasswordVerificationResult>> CheckAsync(
        string? hash,
        string password,
        CancellationToken cancel
    ) =>
        RunAsync(
            () =>
            {
                try
                {
                    return _hasher.VerifyHashedPassword(Nobody, hash ?? _noPassword, password);
                }
                catch (FormatException)
                {
                    // Written by something else: no password fits.
                    return PasswordVerificationResult.Failed;
                }
            },
            cancel
        );

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<Outcome<T>> RunAsync<T>(Func<T> work, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return TooMany;
        }

        try
        {
            await _places.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>
    /// A hash that no password has: random where a real one has its key. To check against it costs as much as to
    /// check against a real one, so that an unknown address answers no sooner. It is in the framework's format,
    /// version 3: marker, function, rounds, salt length, salt, key.
    /// </summary>
    internal static string MakeNoPassword(int iterations = Passwords.Iterations)
    {
        const int saltBytes = 16;
        const int keyBytes = 32;
        var bytes = new byte[1 + 4 + 4 + 4 + saltBytes + keyBytes];
        var head = bytes.AsSpan();
        head[0] = 1;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(head[1..], 2); // HMAC-SHA512
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(head[5..], (uint)iterations);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(head[9..], saltBytes);
        RandomNumberGenerator.Fill(head[13..]);
        return Convert.ToBase64String(bytes);
    }
}
