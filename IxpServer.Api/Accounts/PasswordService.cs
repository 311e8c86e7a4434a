using IxpServer.Api.Accounts.Mail;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Changing a password, with the old one or with a mailed token.</summary>
internal sealed class PasswordService(
    IDbContextFactory<IxpDbContext> contexts,
    PasswordWork passwords,
    SignInThrottle throttle,
    AccountCredentials credentials,
    MailedTokens tokens,
    MailQueue mail
)
{
    private static readonly IxpError Unusable = IxpError.InvalidRequest(
        "token is not valid, has been used or has expired: ask for a new one"
    );

    /// <summary>Sets a new password and ends all credentials but the caller's sign-in. The old one is needed.</summary>
    internal async Task<Outcome<Done>> ChangeAsync(Caller caller, ChangePasswordBody request, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var user = await database.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == caller.UserId, cancel);
        if (user is null)
        {
            return IxpError.AccountGone;
        }

        if (throttle.Begin(user.Email, caller.IpAddress) is { } tooMany)
        {
            return tooMany;
        }

        var check = await passwords.CheckAsync(user.PasswordHash, request.CurrentPassword, cancel);
        if (check.Error is not null || check.Value is PasswordVerificationResult.Failed)
        {
            return check.Error ?? IxpError.Forbidden("currentPassword is wrong");
        }

        throttle.Succeeded(user.Email, caller.IpAddress);
        var hash = await passwords.HashAsync(request.NewPassword, cancel);
        return hash.Error is { } busy
            ? busy
            : await SetAsync(user, hash.Value!, null, caller, "user.password.change", cancel);
    }

    /// <summary>
    /// Has a token sent to the account with this address, if there is one. Everything happens after the answer: it
    /// says nothing, and takes no longer for one than for the other.
    /// </summary>
    internal Outcome<Queued> Forgot(Caller caller, string email)
    {
        if (throttle.Visit(caller.IpAddress) is { } tooMany)
        {
            return tooMany;
        }

        mail.Add(async cancel =>
        {
            await using var database = await contexts.CreateDbContextAsync(cancel);
            var user = await database.Users.AsNoTracking().WithEmail(email).FirstOrDefaultAsync(cancel);
            return await tokens.WriteAsync(user, TokenPurposes.ResetPassword, cancel);
        });
        return default(Queued);
    }

    /// <summary>Sets a new password with a mailed token, and ends all credentials.</summary>
    internal async Task<Outcome<Done>> ResetAsync(Caller caller, ResetPasswordBody request, CancellationToken cancel)
    {
        if (throttle.Visit(caller.IpAddress) is { } tooMany)
        {
            return tooMany;
        }

        await using var database = await contexts.CreateDbContextAsync(cancel);
        var found = await tokens.FindAsync(database, request.Token, TokenPurposes.ResetPassword, cancel);
        if (found is not var (token, user))
        {
            return Unusable;
        }

        var hash = await passwords.HashAsync(request.NewPassword, cancel);
        return hash.Error is { } busy
            ? busy
            : await SetAsync(
                user,
                hash.Value!,
                token,
                caller.As(user) with
                {
                    Family = null,
                },
                "user.password.reset",
                cancel
            );
    }

    private async Task<Outcome<Done>> SetAsync(
        User user,
        string hash,
        UserToken? token,
        Caller caller,
        string action,
        CancellationToken cancel
    )
    {
        var outcome = await contexts.InTransactionAsync<Outcome<Done>>(
            async work =>
            {
                await work.LockUserAsync(user.Id, cancel);
                if (token is not null && !await tokens.TakeAsync(work, token, cancel))
                {
                    return Unusable;
                }

                // Who has the mail need not be faster than who only knows the password that was.
                var isMailed = token is not null;
                var changing = await work.Users.FirstOrDefaultAsync(
                    row => row.Id == user.Id && (isMailed || row.PasswordHash == user.PasswordHash),
                    cancel
                );
                if (changing is null)
                {
                    return IxpError.Conflict("The password was changed at the same moment");
                }

                changing.PasswordHash = hash;
                if (token is not null)
                {
                    // Whoever got the mail has shown that the address is theirs.
                    changing.EmailConfirmedAt ??= changing.UpdatedAt;
                }

                work.AuditLog.Add(caller.Audit(action, "user", $"{user.Id}"));
                await work.SaveChangesAsync(cancel);
                await credentials.EndAsync(work, user.Id, caller.Family, cancel);
                return default(Done);
            },
            cancel
        );
        credentials.Forget(user.Id);
        return outcome;
    }
}
