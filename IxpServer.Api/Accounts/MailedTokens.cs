using System.Globalization;
using IxpServer.Api.Accounts.Mail;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Tokens that show who receives an account's mail: each for one purpose, for a while, once.</summary>
internal sealed class MailedTokens(
    IDbContextFactory<IxpDbContext> contexts,
    MailOptions options,
    SignInThrottle throttle,
    TimeProvider time
)
{
    internal static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(1);
    internal static readonly TimeSpan ConfirmLifetime = TimeSpan.FromDays(2);

    /// <summary>
    /// Writes the letter with a new token. The text holds nothing that its receiver did not write, so that nobody
    /// can have this server send words to others.
    /// </summary>
    /// <returns>Null when there is nobody to write to, or there were too many letters lately.</returns>
    internal async Task<Letter?> WriteAsync(User? user, string purpose, CancellationToken cancel)
    {
        if (user is not { Active: true } || !throttle.MayMail(user.Id))
        {
            return null;
        }

        var token = SecretTokens.Make();
        var now = time.GetUtcNow().UtcDateTime;
        var isReset = purpose is TokenPurposes.ResetPassword;
        var lifetime = isReset ? ResetLifetime : ConfirmLifetime;
        await contexts.InTransactionAsync(
            async work =>
            {
                await work
                    .UserTokens.Where(row => row.UserId == user.Id && row.ExpiresAt < now)
                    .ExecuteDeleteAsync(cancel);
                work.UserTokens.Add(
                    new UserToken
                    {
                        UserId = user.Id,
                        Purpose = purpose,
                        Email = user.Email,
                        TokenHash = SecretTokens.Hash(token),
                        ExpiresAt = now + lifetime,
                    }
                );
                return await work.SaveChangesAsync(cancel);
            },
            cancel
        );
        return isReset
            ? new(user.Email, "Reset your password", Text("choose a new password", options.ResetUrl, token, lifetime))
            : new(
                user.Email,
                "Confirm your e-mail address",
                Text("confirm this e-mail address", options.ConfirmUrl, token, lifetime)
            );
    }

    /// <summary>The token's row and account, if it still works.</summary>
    internal async Task<(UserToken Token, User User)?> FindAsync(
        IxpDbContext database,
        string text,
        string purpose,
        CancellationToken cancel
    )
    {
        var hash = SecretTokens.Hash(text);
        var now = time.GetUtcNow().UtcDateTime;
        var found = await (
            from token in database.UserTokens.AsNoTracking()
            join user in database.Users on token.UserId equals user.Id
            where
                token.TokenHash == hash
                && token.Purpose == purpose
                && token.UsedAt == null
                && token.ExpiresAt > now
                && token.Email == user.Email
                && user.Active
            select new { token, user }
        ).FirstOrDefaultAsync(cancel);
        return found is null ? null : (found.token, found.user);
    }

    /// <summary>Uses the token up. False when another request did so first.</summary>
    internal async Task<bool> TakeAsync(IxpDbContext work, UserToken token, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return await work
            .UserTokens.Where(row => row.Id == token.Id && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancel)
            is 1;
    }

    /// <summary>The token stands behind a # in a link: browsers keep that part to themselves.</summary>
    private static string Text(string what, string? url, string token, TimeSpan lifetime) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Somebody, hopefully you, asked to {what}.

            {(url is null ? $"The token for it is:\n\n{token}" : $"Follow this link:\n\n{url}#token={token}")}

            It works once, within {lifetime.TotalHours} h. If it was not you, do not use it: then nothing happens.

            """
        );
}
