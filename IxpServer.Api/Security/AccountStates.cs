using IxpServer.Api.Database;
using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Security;

/// <summary>What became of an account and of one of its sign-ins.</summary>
/// <param name="IsAccepted">Whether the account is active and the sign-in is one of its own that has not ended.</param>
/// <param name="Role">The account's role now, whatever its token says.</param>
internal sealed record AccountState(bool IsAccepted, string Role);

/// <summary>
/// Whether access tokens still hold. A token is good for hours by itself; signing out, deactivating an account and
/// changing a password end it within seconds.
/// </summary>
internal sealed class AccountStates
{
    private readonly IDbContextFactory<IxpDbContext> _contexts;
    private readonly DatabaseStart _start;
    private readonly ExpiringCache<Key, AccountState?> _states;

    public AccountStates(IDbContextFactory<IxpDbContext> contexts, DatabaseStart start, TimeProvider time)
    {
        (_contexts, _start) = (contexts, start);
        _states = new(time, LoadAsync);
    }

    /// <summary>The state of an account and a sign-in; its value is null when there is no such account.</summary>
    /// <param name="user">The account.</param>
    /// <param name="family">The sign-in; null for who has signed in elsewhere.</param>
    /// <param name="isNeeded">Whether the request cannot go on without.</param>
    internal ValueTask<Answer<AccountState?>> GetAsync(Guid user, Guid? family, bool isNeeded) =>
        _states.GetAsync(new(user, family), isNeeded);

    /// <summary>Call it after each change that ends sign-ins or changes what an account may do.</summary>
    internal void Forget(Guid user) => _states.Forget(key => key.User == user);

    private async Task<AccountState?> LoadAsync(Key key, CancellationToken cancel)
    {
        await _start.Ready.WaitAsync(cancel);
        await using var database = await _contexts.CreateDbContextAsync(cancel);

        // One revoked token ends the whole family, also a successor that was being made at that moment.
        return await database
            .Users.Where(user => user.Id == key.User)
            .Select(user => new AccountState(
                user.Active
                    && (
                        key.Family == null
                        || database.RefreshTokens.Any(token => token.FamilyId == key.Family && token.UserId == user.Id)
                    )
                    && !database.RefreshTokens.Any(token => token.FamilyId == key.Family && token.RevokedAt != null),
                user.Role
            ))
            .FirstOrDefaultAsync(cancel);
    }

    private sealed record Key(Guid User, Guid? Family);
}
