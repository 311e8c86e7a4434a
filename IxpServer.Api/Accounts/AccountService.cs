using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>What a person does with the own account.</summary>
internal sealed class AccountService(
    IDbContextFactory<IxpDbContext> contexts,
    PasswordWork passwords,
    SignInThrottle throttle,
    EmailService emails
)
{
    /// <summary>Makes an account.</summary>
    internal async Task<Outcome<RegisteredBody>> RegisterAsync(
        Caller caller,
        RegisterBody request,
        CancellationToken cancel
    )
    {
        if (throttle.Visit(caller.IpAddress) is { } tooMany)
        {
            return tooMany;
        }

        var hash = await passwords.HashAsync(request.Password, cancel);
        if (hash.Error is { } busy)
        {
            return busy;
        }

        var user = new User
        {
            Name = request.Name,
            Email = request.Email,
            PasswordHash = hash.Value!,
        };
        if (!await contexts.AddUserAsync(user, caller.As(user).Audit("user.register", "user", $"{user.Id}"), cancel))
        {
            return EmailTaken;
        }

        emails.Ask(user.Id);
        return new RegisteredBody(UserBody.Of(user));
    }

    /// <summary>The caller's account.</summary>
    internal async Task<Outcome<UserBody>> MeAsync(Caller caller, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var user = await database.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == caller.UserId, cancel);
        return user is null ? IxpError.AccountGone : UserBody.Of(user);
    }

    /// <summary>Gives the caller's account another name.</summary>
    internal Task<Outcome<UserBody>> RenameAsync(Caller caller, string name, CancellationToken cancel) =>
        contexts.InTransactionAsync<Outcome<UserBody>>(
            async work =>
            {
                var user = await work.Users.FirstOrDefaultAsync(row => row.Id == caller.UserId, cancel);
                if (user is null)
                {
                    return IxpError.AccountGone;
                }

                if (user.Name != name)
                {
                    work.AuditLog.Add(caller.Audit("user.rename", "user", $"{user.Id}"));
                    user.Name = name;
                    await work.SaveChangesAsync(cancel);
                }

                return UserBody.Of(user);
            },
            cancel
        );

    /// <summary>409: another account has the address.</summary>
    internal static IxpError EmailTaken { get; } = IxpError.Conflict("An account with this e-mail address exists");

    /// <summary>404: there is no such account, or none that the caller may know of.</summary>
    internal static IxpError NoAccount { get; } = IxpError.NotFound("There is no such account");
}
