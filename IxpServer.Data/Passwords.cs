using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IxpServer.Data;

/// <summary>
/// The one way passwords are hashed: PBKDF2 with HMAC-SHA512 at OWASP's number of rounds, a salt for each, in the
/// framework's self-describing format.
/// </summary>
public static class Passwords
{
    /// <summary>What OWASP's password storage cheat sheet asks of PBKDF2-HMAC-SHA512.</summary>
    public const int Iterations = 210_000;

    /// <summary>The fewest characters that a password may have.</summary>
    public const int Shortest = 12;

    /// <summary>The most: a longer one would only cost more to hash.</summary>
    public const int Longest = 256;

    /// <summary>Hashes and verifies; asks for a new hash when an old one has fewer rounds.</summary>
    public static readonly IPasswordHasher<User> Hasher = new PasswordHasher<User>(
        Options.Create(new PasswordHasherOptions { IterationCount = Iterations })
    );
}
