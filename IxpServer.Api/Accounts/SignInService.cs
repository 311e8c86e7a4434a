using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Signing in, going on, and signing out.</summary>
internal sealed partial class SignInService(
    IDbContextFactory<IxpDbContext> contexts,
    SignIns signIns,
    PasswordWork passwords,
    SignInThrottle throttle,
    AccountStates states,
    ILogger<SignInService> logger
)
{
    private static readonly IxpError Wrong = IxpError.Unauthorized(
        "The e-mail address or the password is wrong",
        "Bearer"
    );

    private static readonly IxpError Ended = IxpError.Unauthorized(
        "The refresh token is not valid or not valid any more: sign in again",
        "Bearer error=\"invalid_token\""
    );

    /// <summary>Signs in. An unknown address is answered like a wrong password, and takes as long.</summary>
    internal async Task<Outcome<SignInBody>> LoginAsync(
        Caller caller,
        string email,
        string password,
        CancellationToken cancel
    )
    {
        if (throttle.Begin(email, caller.IpAddress) is { } tooMany)
        {
            return tooMany;
        }

        await using var database = await contexts.CreateDbContextAsync(cancel);
        var user = await database.Users.AsNoTracking().WithEmail(email).FirstOrDefaultAsync(cancel);
        var check = await passwords.CheckAsync(user?.PasswordHash, password, cancel);
        if (check.Error is { } busy)
        {
            return busy;
        }

        if (user is null || check.Value is PasswordVerificationResult.Failed)
        {
            return Wrong;
        }

        if (!user.Active)
        {
            return IxpError.Forbidden("This account is deactivated");
        }

        var checkedHash = user.PasswordHash;
        if (check.Value is PasswordVerificationResult.SuccessRehashNeeded)
        {
            var stronger = await passwords.HashAsync(password, cancel);
            user.PasswordHash = stronger.Value ?? checkedHash;
        }

        throttle.Succeeded(email, caller.IpAddress);
        return await contexts.InTransactionAsync<Outcome<SignInBody>>(
            async work =>
            {
                // Locks the account's row, so that no password change ends all sign-ins but this one.
                var same = await work
                    .Users.Where(row => row.Id == user.Id && row.PasswordHash == checkedHash && row.Active)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, user.PasswordHash), cancel);
                if (same is 0)
                {
                    return Wrong;
                }

                var body = await signIns.BeginAsync(work, user, cancel);
                work.AuditLog.Add(caller.As(user).Audit("auth.login", "user", user.Id.ToString()));
                await work.SaveChangesAsync(cancel);
                return body;
            },
            cancel
        );
    }

    /// <summary>Exchanges a refresh token. One that was used before ends the sign-in: somebody has a copy.</summary>
    internal async Task<Outcome<SignInBody>> RefreshAsync(Caller caller, string token, CancellationToken cancel)
    {
        if (token.Length is not SecretTokens.Length)
        {
            return Ended;
        }

        var refreshed = await contexts.InTransactionAsync(
            async work =>
            {
                var result = await signIns.RefreshAsync(work, token, cancel);
                if (result is { IsReplayed: true, User: { } victim })
                {
                    work.AuditLog.Add(caller.As(victim).Audit("auth.replay", "user", victim.Id.ToString()));
                }

                await work.SaveChangesAsync(cancel);
                return result;
            },
            cancel
        );
        if (refreshed is { IsReplayed: true, User: { } user })
        {
            LogReplay(user.Id);
            states.Forget(user.Id);
        }

        return refreshed.Body is { } body ? body : Ended;
    }

    /// <summary>Signs out: the sign-in of a refresh token, the caller's, or all of the caller's.</summary>
    internal async Task<Outcome<Done>> LogoutAsync(
        Caller caller,
        string? refreshToken,
        bool all,
        CancellationToken cancel
    )
    {
        if ((caller.UserId is null || caller.Family is null) && (all || refreshToken is null))
        {
            return IxpError.Unauthorized("Sign in first: the request needs a valid access token", "Bearer");
        }

        var owner = await contexts.InTransactionAsync(
            async work =>
            {
                var (user, family) = (caller.UserId, caller.Family);
                if (refreshToken is not null)
                {
                    var hash = SecretTokens.Hash(refreshToken);
                    var held = await work
                        .RefreshTokens.AsNoTracking()
                        .FirstOrDefaultAsync(token => token.TokenHash == hash, cancel);
                    (user, family) = all ? (user, family) : (held?.UserId, held?.FamilyId);
                }

                if (user is null)
                {
                    return user;
                }

                var ended = await signIns.EndAsync(
                    work.RefreshTokens.Where(token => token.UserId == user && (all || token.FamilyId == family)),
                    cancel
                );
                if (ended > 0)
                {
                    var details = all ? """{"all":true}""" : null;
                    work.AuditLog.Add(
                        (caller with { UserId = user }).Audit("auth.logout", "user", user.ToString(), details)
                    );
                    await work.SaveChangesAsync(cancel);
                }

                return user;
            },
            cancel
        );
        if (owner is { } known)
        {
            states.Forget(known);
        }

        return default(Done);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A refresh token of account {User} was presented again after its use: the sign-in has been ended"
    )]
    private partial void LogReplay(Guid user);
}
