using IxpServer.Api.Http;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Accounts;

/// <summary>What makes an account.</summary>
/// <param name="Name">What the person is called, up to 255 characters.</param>
/// <param name="Email">The address, up to 254 characters.</param>
/// <param name="Password">12 to 256 characters.</param>
public sealed record RegisterBody(string Name, string Email, string Password);

/// <summary>What signs in.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="Password">Its password.</param>
public sealed record LoginBody(string Email, string Password);

/// <summary>What goes on with a sign-in.</summary>
/// <param name="RefreshToken">As the last sign-in or refresh answered it.</param>
public sealed record RefreshBody(string RefreshToken);

/// <summary>What ends a sign-in.</summary>
/// <param name="All">Whether all of the account's sign-ins end.</param>
/// <param name="RefreshToken">The sign-in that ends, when the access token does not say it.</param>
public sealed record LogoutBody(bool? All, string? RefreshToken);

/// <summary>What a person changes about the own account.</summary>
/// <param name="Name">The new name.</param>
public sealed record RenameBody(string Name);

/// <summary>What changes a password.</summary>
/// <param name="CurrentPassword">The one that holds now.</param>
/// <param name="NewPassword">12 to 256 characters.</param>
public sealed record ChangePasswordBody(string CurrentPassword, string NewPassword);

/// <summary>Who forgot a password.</summary>
/// <param name="Email">The account's address.</param>
public sealed record ForgotPasswordBody(string Email);

/// <summary>What sets a new password without the old one.</summary>
/// <param name="Token">From the mail.</param>
/// <param name="NewPassword">12 to 256 characters.</param>
public sealed record ResetPasswordBody(string Token, string NewPassword);

/// <summary>A token that came by mail.</summary>
/// <param name="Token">As it stands there.</param>
public sealed record TokenBody(string Token);

/// <summary>The answer to a sign-in or refresh.</summary>
/// <param name="AccessToken">Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Works once, for the next refresh.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds that the access token holds.</param>
/// <param name="User">Whose it is.</param>
public sealed record SignInBody(
    string AccessToken,
    string RefreshToken,
    string TokenType,
    int ExpiresIn,
    UserBody User
);

/// <summary>The answer to a registration.</summary>
/// <param name="User">The new account.</param>
public sealed record RegisteredBody(UserBody User);

/// <summary>An account, as its owner and administrators see it.</summary>
/// <param name="Id">UUID.</param>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">As the person wrote it.</param>
/// <param name="Role"><c>user</c> or <c>admin</c>.</param>
/// <param name="Active">Whether the person may sign in.</param>
/// <param name="EmailConfirmed">Whether the address was shown to be the person's own.</param>
/// <param name="CreatedAt">ISO 8601, UTC.</param>
/// <param name="UpdatedAt">ISO 8601, UTC.</param>
public sealed record UserBody(
    Guid Id,
    string Name,
    string Email,
    string Role,
    bool Active,
    bool EmailConfirmed,
    string CreatedAt,
    string UpdatedAt
)
{
    /// <summary>What is shown of an account.</summary>
    internal static UserBody Of(User user) =>
        new(
            user.Id,
            user.Name,
            user.Email,
            user.Role,
            user.Active,
            user.EmailConfirmedAt is not null,
            Timestamps.Format(new DateTimeOffset(user.CreatedAt)),
            Timestamps.Format(new DateTimeOffset(user.UpdatedAt))
        );
}

/// <summary>What makes an account for somebody.</summary>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">The address.</param>
/// <param name="Password">12 to 256 characters.</param>
/// <param name="Role"><c>user</c> (default) or <c>admin</c>.</param>
/// <param name="EmailConfirmed">True when the administrator knows that the address is the person's own.</param>
public sealed record CreateUserBody(string Name, string Email, string Password, string? Role, bool? EmailConfirmed);

/// <summary>What changes an account; what is left out stays.</summary>
/// <param name="Name">What the person is called.</param>
/// <param name="Role"><c>user</c> or <c>admin</c>.</param>
/// <param name="Active">Whether the person may sign in.</param>
/// <param name="EmailConfirmed">True when the administrator knows that the address is the person's own.</param>
public sealed record UpdateUserBody(string? Name, string? Role, bool? Active, bool? EmailConfirmed);

/// <summary>What makes an API key.</summary>
/// <param name="Name">What its owner calls it, up to 255 characters.</param>
/// <param name="Scopes">Of <c>read</c>, <c>write</c> and <c>admin</c>; <c>read</c> alone when left out.</param>
/// <param name="ExpiresAt">ISO 8601; never when left out.</param>
public sealed record CreateKeyBody(string Name, IReadOnlyList<string>? Scopes, DateTime? ExpiresAt);

/// <summary>An API key, as its owner sees it.</summary>
/// <param name="Id">UUID.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Prefix">Its first characters.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">ISO 8601, UTC.</param>
/// <param name="ExpiresAt">When it ends; left out for never.</param>
/// <param name="LastUsedAt">When it was last presented, to the minute.</param>
/// <param name="RevokedAt">When it was taken back.</param>
/// <param name="Key">The key itself: only in the answer that makes it.</param>
public sealed record KeyBody(
    Guid Id,
    Guid UserId,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    string CreatedAt,
    string? ExpiresAt,
    string? LastUsedAt,
    string? RevokedAt,
    string? Key = null
)
{
    /// <summary>What is shown of a key.</summary>
    internal static KeyBody Of(ApiKey key) =>
        new(
            key.Id,
            key.UserId,
            key.Name,
            key.Prefix,
            key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Time(key.CreatedAt)!,
            Time(key.ExpiresAt),
            Time(key.LastUsedAt),
            Time(key.RevokedAt)
        );

    private static string? Time(DateTime? time) =>
        time is { } known ? Timestamps.Format(new DateTimeOffset(known)) : null;
}
