using IxpServer.Api.Database;
using IxpServer.Api.Security;
using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>
/// All by which somebody acts as an account without its password: sign-ins with their access and refresh tokens, API
/// keys, mailed tokens. Whoever gets an account back ends all of them at once. Sign-ins and keys are made under the lock
/// that this takes, so that none is made behind its back.
/// </summary>
internal sealed class AccountCredentials(SignIns signIns, AccountStates accounts, ApiKeyStates keys, TimeProvider time)
{
    /// <summary>Ends what the account has, in the caller's transaction. Call <see cref="Forget"/> after it.</summary>
    /// <param name="work">The transaction.</param>
    /// <param name="user">The account.</param>
    /// <param name="except">The sign-in that asks for it and goes on; null when all end.</param>
    /// <param name="cancel">Gives up.</param>
    internal async Task EndAsync(IxpDbContext work, Guid user, Guid? except, CancellationToken cancel)
    {
        await work.LockUserAsync(user, cancel);
        await signIns.EndAsync(
            work.RefreshTokens.Where(token => token.UserId == user && token.FamilyId != (except ?? Guid.Empty)),
            cancel
        );
        var now = time.GetUtcNow().UtcDateTime;
        await work
            .ApiKeys.Where(key => key.UserId == user && key.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedAt, now), cancel);
        await work.UserTokens.Where(token => token.UserId == user && token.UsedAt == null).ExecuteDeleteAsync(cancel);
    }

    /// <summary>Has this server ask the database for the account anew; the others do within seconds.</summary>
    internal void Forget(Guid user)
    {
        accounts.Forget(user);
        keys.Forget(user);
    }
}
