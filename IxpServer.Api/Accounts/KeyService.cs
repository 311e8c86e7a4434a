using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Keys for programs.</summary>
internal sealed class KeyService(IDbContextFactory<IxpDbContext> contexts, ApiKeyStates states, TimeProvider time)
{
    private const int MostOfOneAccount = 100;

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

        var text = ApiKeyHandler.Prefix + SecretTokens.Make();
        var key = new ApiKey
        {
            UserId = caller.UserId!.Value,
            Name = request.Name,
            Prefix = text[..ShownCharacters],
            KeyHash = SecretTokens.Hash(text),
            Scopes = string.Join(' ', scopes.Distinct(StringComparer.Ordinal)),
            ExpiresAt = request.ExpiresAt,
        };
        await using var database = await contexts.CreateDbContextAsync(cancel);
        if (
            await database.ApiKeys.CountAsync(row => row.UserId == key.UserId && row.RevokedAt == null, cancel)
            >= MostOfOneAccount
        )
        {
            return IxpError.Conflict($"An account may have {MostOfOneAccount} keys: revoke one first");
        }

        database.ApiKeys.Add(key);
        database.AuditLog.Add(caller.Audit("key.create", "key", $"{key.Id}", $$"""{"scopes":"{{key.Scopes}}"}"""));
        await database.SaveChangesAsync(cancel);
        return KeyBody.Of(key) with { Key = text };
    }

    /// <summary>The caller's keys, newest first; for administrators those of any account.</summary>
    internal async Task<Outcome<PageBody<KeyBody>>> ListAsync(
        Caller caller,
        Guid? owner,
        PageQuery page,
        CancellationToken cancel
    )
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var whose = caller.IsAdmin && owner is not null ? owner : caller.UserId;
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
}
