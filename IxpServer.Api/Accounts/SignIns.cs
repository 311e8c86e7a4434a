using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>
/// A sign-in in the database: a family of refresh tokens, each the successor of the one before. It has ended when any
/// of them is revoked. All methods work in the caller's transaction.
/// </summary>
internal sealed class SignIns(AccessTokens accessTokens, SecretTokens secrets, TimeProvider time)
{
    /// <summary>How long a refresh token may lie unused.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Old rows of ended families are kept as long as an access token of theirs could be presented.</summary>
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(2);

    /// <summary>
    /// How long after its use a token may be presented again: two tabs that refresh at once, or an answer that was lost.
    /// Both are told the same successor, so that there is never more than one chain.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Begins a sign-in.</summary>
    internal async Task<SignInBody> BeginAsync(IxpDbContext database, User user, CancellationToken cancel)
    {
        var forgotten = Now - KeptAfterExpiry;
        await database
            .RefreshTokens.Where(token => token.UserId == user.Id && token.ExpiresAt < forgotten)
            .ExecuteDeleteAsync(cancel);
        var text = SecretTokens.Make();
        return Add(database, user, Guid.CreateVersion7(), text);
    }

    /// <summary>What became of a refresh.</summary>
    /// <param name="Body">The answer; null when it is refused.</param>
    /// <param name="User">The account of the token; null for an unknown token.</param>
    /// <param name="IsReplayed">Whether the token was used before, so that the family has been revoked.</param>
    internal readonly record struct Refreshed(SignInBody? Body, User? User, bool IsReplayed);

    /// <summary>Exchanges a refresh token for its successor.</summary>
    internal async Task<Refreshed> RefreshAsync(IxpDbContext database, string presented, CancellationToken cancel)
    {
        var hash = SecretTokens.Hash(presented);
        var held = await database.RefreshTokens.AsNoTracking().FirstOrDefaultAsync(t => t.TokenHash == hash, cancel);
        if (
            held is null
            || held.ExpiresAt <= Now
            || await database.RefreshTokens.AnyAsync(t => t.FamilyId == held.FamilyId && t.RevokedAt != null, cancel)
        )
        {
            return default;
        }

        var user = await database.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == held.UserId, cancel);
        if (user is not { Active: true })
        {
            return default;
        }

        var now = Now;
        var taken = await database
            .RefreshTokens.Where(t => t.Id == held.Id && t.RotatedAt == null && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RotatedAt, now).SetProperty(t => t.UsedAt, now), cancel);
        if (taken is 1)
        {
            return new(Add(database, user, held.FamilyId, secrets.Successor(presented)), user, IsReplayed: false);
        }

        foreach (var successor in secrets.Successors(presented))
        {
            if (await IsInGraceAsync(database, held.Id, successor, cancel))
            {
                return new(Body(user, held.FamilyId, successor), user, IsReplayed: false);
            }
        }

        // Nothing to end where somebody has ended it while the update waited: that is no replay.
        var ended = await EndAsync(database.RefreshTokens.Where(t => t.FamilyId == held.FamilyId), cancel);
        return ended > 0 ? new(null, user, IsReplayed: true) : default;
    }

    /// <summary>Ends the families of these tokens.</summary>
    /// <returns>How many tokens there were that had not ended.</returns>
    internal async Task<int> EndAsync(IQueryable<RefreshToken> tokens, CancellationToken cancel)
    {
        var (now, all) = (Now, 0);
        while (true)
        {
            // Again until there are none: a refresh that it waited for has added a successor that it did not see, and
            // which would be good again once its ended predecessors are removed.
            var ended = await tokens
                .Where(token => token.RevokedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), cancel);
            if (ended is 0)
            {
                return all;
            }

            all += ended;
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Whether the token was rotated just now, and its successor has not been used.</summary>
    private async Task<bool> IsInGraceAsync(
        IxpDbContext database,
        Guid token,
        string successor,
        CancellationToken cancel
    )
    {
        // Read again: it may have been rotated between the first look and the update, which waited for it.
        var earliest = Now - Grace;
        var hash = SecretTokens.Hash(successor);
        return await database.RefreshTokens.AnyAsync(t => t.Id == token && t.RotatedAt >= earliest, cancel)
            && await database.RefreshTokens.AnyAsync(t => t.TokenHash == hash && t.RotatedAt == null, cancel);
    }

    private SignInBody Add(IxpDbContext database, User user, Guid family, string text)
    {
        database.RefreshTokens.Add(
            new RefreshToken
            {
                UserId = user.Id,
                FamilyId = family,
                TokenHash = SecretTokens.Hash(text),
                ExpiresAt = Now + Lifetime,
            }
        );
        return Body(user, family, text);
    }

    private SignInBody Body(User user, Guid family, string refreshToken) =>
        new(
            accessTokens.Issue(user, family),
            refreshToken,
            "Bearer",
            (int)AccessTokens.Lifetime.TotalSeconds,
            UserBody.Of(user)
        );
}
