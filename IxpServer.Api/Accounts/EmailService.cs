using IxpServer.Api.Accounts.Mail;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Shows that an account's address is the person's own.</summary>
internal sealed class EmailService(
    IDbContextFactory<IxpDbContext> contexts,
    MailedTokens tokens,
    AccountCredentials credentials,
    MailQueue mail,
    SignInThrottle throttle
)
{
    /// <summary>Has a token sent to the account's address, unless it is confirmed already.</summary>
    internal Outcome<Queued> Ask(Guid account)
    {
        if (mail.IsUsed)
        {
            mail.Add(async cancel =>
            {
                await using var database = await contexts.CreateDbContextAsync(cancel);
                var user = await database
                    .Users.AsNoTracking()
                    .FirstOrDefaultAsync(row => row.Id == account && row.EmailConfirmedAt == null, cancel);
                return await tokens.WriteAsync(user, TokenPurposes.ConfirmEmail, cancel);
            });
        }

        return default(Queued);
    }

    /// <summary>
    /// Takes the token that was sent. Whoever made the account need not be who gets its mail: all credentials from before
    /// end, but the sign-in of a caller who has shown to have both.
    /// </summary>
    internal async Task<Outcome<Done>> ConfirmAsync(Caller caller, string text, CancellationToken cancel)
    {
        if (throttle.Visit(caller.IpAddress) is { } tooMany)
        {
            return tooMany;
        }

        var account = await contexts.InTransactionAsync<Guid?>(
            async work =>
            {
                var found = await tokens.FindAsync(work, text, TokenPurposes.ConfirmEmail, cancel);
                if (found is not var (token, user))
                {
                    return null;
                }

                await work.LockUserAsync(user.Id, cancel);
                if (!await tokens.TakeAsync(work, token, cancel))
                {
                    return null;
                }

                work.Users.Attach(user);
                user.EmailConfirmedAt ??= token.CreatedAt;
                work.AuditLog.Add(caller.As(user).Audit("user.email.confirm", "user", $"{user.Id}"));
                await work.SaveChangesAsync(cancel);
                await credentials.EndAsync(work, user.Id, caller.Family, cancel);
                return user.Id;
            },
            cancel
        );
        if (account is not { } confirmed)
        {
            return IxpError.InvalidRequest("token is not valid, has been used or has expired");
        }

        credentials.Forget(confirmed);
        return default(Done);
    }
}
