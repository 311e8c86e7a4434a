using IxpServer.Data;
using IxpServer.Data.Entities;
using IxpServer.Hosting.Configuration;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.MigrationService;

/// <summary>The first administrator as the settings have it: both of them, or neither.</summary>
[SettingSection("")]
public sealed record AdminAccount
{
    /// <summary>Null when there is to be none.</summary>
    [Setting(
        "ADMIN_EMAIL",
        Key = "ADMIN_EMAIL",
        Allowed = "an e-mail address in ASCII, such as ann@example.com, when ADMIN_PASSWORD is set",
        Check = nameof(IsEmail),
        NeededBy = "ADMIN_PASSWORD"
    )]
    public string? Email
    {
        get;
        init => field = value?.Trim();
    }

    /// <summary>Theirs.</summary>
    [Setting(
        "ADMIN_PASSWORD",
        Key = "ADMIN_PASSWORD",
        Allowed = "12 to 256 characters, not an example's, when ADMIN_EMAIL is set",
        Check = nameof(IsPassword),
        IsSecret = true,
        NeededBy = "ADMIN_EMAIL"
    )]
    public string? Password { get; init; }

    private static bool IsEmail(string text) =>
        text.Trim() is { Length: <= EmailAddress.Longest } email && EmailAddress.IsValid(email);

    private static bool IsPassword(string text) => text.Length is >= Passwords.Shortest and <= Passwords.Longest;
}

/// <summary>Makes the first administrator. An account that is there stays exactly as it is.</summary>
internal sealed partial class AdminSeed(
    IDbContextFactory<IxpDbContext> contexts,
    AdminAccount account,
    ILogger<AdminSeed> log
)
{
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        if (account is not { Email: { } email, Password: { } password })
        {
            return;
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.Users.WithEmail(email).AnyAsync(cancellationToken))
        {
            Exists(log, email);
            return;
        }

        var admin = new User
        {
            Name = "Administrator",
            Email = email,
            PasswordHash = "",
            Role = Roles.Admin,
            EmailConfirmedAt = DateTime.UtcNow,
        };
        admin.PasswordHash = Passwords.Hasher.HashPassword(admin, password);
        database.Users.Add(admin);
        database.AuditLog.Add(
            new()
            {
                Actor = "migration service",
                Action = "user.create",
                TargetType = "user",
                TargetId = admin.Id.ToString(),
            }
        );
        await database.SaveChangesAsync(cancellationToken);
        Made(log, email);
    }

    [LoggerMessage(LogLevel.Information, "The administrator {Email} is there already and stays as it is")]
    private static partial void Exists(ILogger log, string email);

    [LoggerMessage(LogLevel.Information, "Made the administrator {Email}")]
    private static partial void Made(ILogger log, string email);
}
