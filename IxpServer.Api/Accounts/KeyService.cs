using IxpServer.Api.Accounts.Mail;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Keys for programs.</summary>
internal sealed class KeyService(
    IDbContextFactory<IxpDbContext> contexts,
    ApiKeyStates states,
    MailQueue mail,
    TimeProvider time
)
{
    private const int MaxPerAccount = 100;

    /// <summary>How much of a key is kept legible: too little to guess the rest.</summary>
    private const int ShownCharacters = 10;

    /// <summary>Makes a key. Only this answer has it.</summary>
    internal async Task<Outcome<KeyBody>> CreateAsync(Caller caller, CreateKeyBody request, CancellationToken cancel)
    {
        var scopes = request.Scopes ?? [ApiScopes.Read];
        if (scopes.Contains(ApiScopes.Admin) && !caller.IsAdmin)
        {
            return IxpError.Forbidden("Only administrators may make keys with the scope admin");
        }

        return await contexts.InTransactionAsync<Outcome<KeyBody>>(
            async work =>
            {
                if (await FindObstacleAsync(work, caller, cancel) is { } obstacle)
                {
                    return obstacle;
                }

                var text = ApiKeyText.Make();
                var key = new ApiKey
                {
                    UserId = caller.UserId!.Value,
                    Name = request.Name,
                    Prefix = text[..ShownCharacters],
                    KeyHash = SecretTokens.Hash(text),
                    Scopes = string.Join(' ', scopes.Distinct(StringComparer.Ordinal)),
                    ExpiresAt = request.ExpiresAt,
                };
                work.ApiKeys.Add(key);
                work.AuditLog.Add(caller.Audit("key.create", "key", $"{key.Id}", $$"""{"scopes":"{{key.Scopes}}"}"""));
                await work.SaveChangesAsync(cancel);
                return KeyBody.Of(key) with { Key = text };
            },
            cancel
        );
    }

    /// <summary>The caller's keys, newest first; for administrators those of any account.</summary>
    internal async Task<Outcome<PageBody<KeyBody>>> ListAsync(
        Caller caller,
        Guid? owner,
        PageQuery page,
        CancellationToken cancel
    )
    {
        var whose = owner ?? caller.UserId;
        if (!caller.MaySee(whose))
        {
            return IxpError.Forbidden("Only administrators may list the keys of others");
        }

        await using var database = await contexts.CreateDbContextAsync(cancel);
        return await page.ReadAsync(
            database.ApiKeys.AsNoTracking().Where(key => key.UserId == whose),
            KeyBody.Of,
            cancel
        );
    }

    /// <summary>Takes a key back. Other people's keys do not exist, but for administrators.</summary>
    internal async Task<Outcome<Done>> RevokeAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var key = await database.ApiKeys.FirstOrDefaultAsync(row => row.Id == id, cancel);
        if (key is null || !caller.MaySee(key.UserId))
        {
            return IxpError.NotFound("There is no such key");
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = time.GetUtcNow().UtcDateTime;
            database.AuditLog.Add(caller.Audit("key.revoke", "key", $"{id}"));
            await database.SaveChangesAsync(cancel);
        }

        states.Forget(key.KeyHash);
        return default(Done);
    }

    /// <summary>
    /// Why the account gets no key now. Asked under the account's lock, so that requests of one moment are counted one
    /// after the other, and none outruns what ends all credentials; asked of the database, since what this server
    /// remembers of a sign-in can be some seconds old.
    /// </summary>
    private async Task<IxpError?> FindObstacleAsync(IxpDbContext work, Caller caller, CancellationToken cancel)
    {
        await work.LockUserAsync(caller.UserId!.Value, cancel);
        var account = await work
            .Users.Where(user => user.Id == caller.UserId)
            .Select(user => new
            {
                user.Active,
                user.EmailConfirmedAt,
                HasEnded = work.RefreshTokens.Any(token => token.FamilyId == caller.Family && token.RevokedAt != null),
                Keys = work.ApiKeys.Count(key => key.UserId == user.Id && key.RevokedAt == null),
            })
            .FirstOrDefaultAsync(cancel);
        return account switch
        {
            null => IxpError.Conflict("The account has been deleted"),
            { Active: false } or { HasEnded: true } => IxpError.Unauthorized(
                "The sign-in has ended: sign in again",
                "Bearer error=\"invalid_token\""
            ),
            { EmailConfirmedAt: null } => IxpError.Forbidden(
                $"The account's e-mail address is not confirmed, and unconfirmed accounts have no keys: {mail.HowToConfirm}"
            ),
            { Keys: >= MaxPerAccount } => IxpError.Conflict(
                $"An account may have {MaxPerAccount} keys: revoke one first"
            ),
            _ => null,
        };
    }
}
