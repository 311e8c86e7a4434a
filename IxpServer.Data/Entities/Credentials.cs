namespace IxpServer.Data.Entities;

/// <summary>A refresh token that was handed out. Only its hash is kept.</summary>
public class RefreshToken : Entity
{
    /// <summary>Whose it is.</summary>
    public Guid UserId { get; set; }

    /// <summary>All that descend from one sign-in; revoked together when one of them is replayed.</summary>
    public Guid FamilyId { get; set; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>When it ends.</summary>
    public DateTime ExpiresAt { get; set; }

    /// <summary>When it was last presented.</summary>
    public DateTime? UsedAt { get; set; }

    /// <summary>When it was exchanged for its successor. Presented again after that, it has been stolen.</summary>
    public DateTime? RotatedAt { get; set; }

    /// <summary>When it was taken back.</summary>
    public DateTime? RevokedAt { get; set; }
}

/// <summary>A key for programs. Only its hash is kept.</summary>
public class ApiKey : Entity
{
    /// <summary>Whose it is.</summary>
    public Guid UserId { get; set; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; set; }

    /// <summary>The key's first characters, by which its owner knows it again.</summary>
    public required string Prefix { get; set; }

    /// <summary>SHA-256 of the key: it is long and random, so that a slow hash would add nothing.</summary>
    public required byte[] KeyHash { get; set; }

    /// <summary>What it may do, separated by spaces.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>When it ends; null for never.</summary>
    public DateTime? ExpiresAt { get; set; }

    /// <summary>When it was last presented.</summary>
    public DateTime? LastUsedAt { get; set; }

    /// <summary>When it was taken back.</summary>
    public DateTime? RevokedAt { get; set; }
}

/// <summary>A token sent by mail that works once. Only its hash is kept.</summary>
public class UserToken : Entity
{
    /// <summary>Whose it is.</summary>
    public Guid UserId { get; set; }

    /// <summary>One of <see cref="TokenPurposes"/>.</summary>
    public required string Purpose { get; set; }

    /// <summary>The address it was sent to: a token of an address since changed confirms nothing.</summary>
    public required string Email { get; set; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>When it ends.</summary>
    public DateTime ExpiresAt { get; set; }

    /// <summary>When it did its work.</summary>
    public DateTime? UsedAt { get; set; }
}

/// <summary>What a mailed token is for.</summary>
public static class TokenPurposes
{
    /// <summary>Shows that an address is the person's own.</summary>
    public const string ConfirmEmail = "confirm_email";

    /// <summary>Allows a new password.</summary>
    public const string ResetPassword = "reset_password";
}
