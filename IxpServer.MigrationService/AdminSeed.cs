using IxpServer.Data;
using IxpServer.Data.Entities;
using IxpServer.Hosting.Configuration;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.MigrationService;

/// <summary>The first administrator as the settings have it.</summary>
/// <param name="Email">ADMIN_EMAIL; null when there is to be none.</param>
/// <param name="Password">ADMIN_PASSWORD.</param>
internal sealed record AdminAccount(string? Email, string? Password)
{
    /// <exception cref="UsageException">One is missing or not acceptable.</exception>
    internal static AdminAccount Read(IConfiguration configuration)
    {
        var email = configuration["ADMIN_EMAIL"]?.Trim();
        var password = configuration["ADMIN_PASSWORD"];
        if (string.IsNullOrEmpty(email) && string.IsNullOrEmpty(password))
        {
            return new(null, null);
        }

        var faults = new List<string>();
        if (email is not { Length: <= EmailAddress.Longest } || !EmailAddress.IsValid(email))
        {
            faults.Add(
                $"ADMIN_EMAIL: found '{email}'; allowed: an e-mail address in ASCII, such as ann@example.com, when "
                    + "ADMIN_PASSWORD is set"
            );
        }

        if (password is not { Length: >= Passwords.Shortest and <= Passwords.Longest } || Rule.IsExample(password))
        {
            faults.Add(
                $"ADMIN_PASSWORD: found {Setting.Hidden(password ?? "")}; "
                    + $"allowed: {Passwords.Shortest} to {Passwords.Longest}, not an example's, when ADMIN_EMAIL is set"
            );
        }

        return faults.Count is 0 ? new(email, password) : throw new UsageException(faults);
    }
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
