namespace IxpServer.Data.Entities;

/// <summary>An account.</summary>
public class User : MutableEntity
{
    /// <summary>What the person is called.</summary>
    public required string Name { get; set; }

    /// <summary>As the person wrote it; unique whatever its case. Look it up with <see cref="UserQueries.WithEmail"/>.</summary>
    public required string Email { get; set; }

    /// <summary>As <see cref="Passwords"/> makes it.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public string Role { get; set; } = Roles.User;

    /// <summary>Whether the person may sign in.</summary>
    public bool Active { get; set; } = true;

    /// <summary>When the address was shown to be the person's own; null until then.</summary>
    public DateTime? EmailConfirmedAt { get; set; }
}

/// <summary>What an account may do.</summary>
public static class Roles
{
    /// <summary>Its own sessions and logs.</summary>
    public const string User = "user";

    /// <summary>Everything.</summary>
    public const string Admin = "admin";
}
