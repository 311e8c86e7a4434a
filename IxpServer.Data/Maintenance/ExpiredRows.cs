using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Data.Maintenance;

/// <summary>
/// Removes tokens that have expired and sessions that nobody uses any more. It may run at any time, often, and at several
/// places at once.
/// </summary>
/// <param name="contexts">Makes the contexts.</param>
/// <param name="options">How long sessions are kept.</param>
/// <param name="time">What the time is.</param>
public sealed class ExpiredRows(IDbContextFactory<IxpDbContext> contexts, DatabaseOptions options, TimeProvider time)
{
    /// <summary>Removes what is due, in small batches.</summary>
    public async Task<ExpiredCounts> RemoveAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var refreshTokens = await Batches.RunAsync(size =>
            database
                .RefreshTokens.Where(token => token.ExpiresAt < now)
                .OrderBy(token => token.ExpiresAt)
                .Take(size)
                .ExecuteDeleteAsync(cancellationToken)
        );
        var mailedTokens = await Batches.RunAsync(size =>
            database
                .UserTokens.Where(token => token.ExpiresAt < now)
                .OrderBy(token => token.ExpiresAt)
                .Take(size)
                .ExecuteDeleteAsync(cancellationToken)
        );
        var sessions =
            await RemoveSessionsAsync(isAnonymous: true, options.AnonymousSessionRetentionDays, now, cancellationToken)
            + await RemoveSessionsAsync(isAnonymous: false, options.SessionRetentionDays, now, cancellationToken);
        return new(refreshTokens, mailedTokens, sessions);
    }

    private async Task<int> RemoveSessionsAsync(
        bool isAnonymous,
        int days,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        if (days is 0)
        {
            return 0;
        }

        var keepFrom = now.AddDays(-days);
        return await Batches.RunAsync(size =>
            contexts.InTransactionAsync(
                async database =>
                {
                    var ids = await Unused(database, isAnonymous, keepFrom)
                        .OrderBy(session => session.CreatedAt)
                        .Select(session => session.Id)
                        .Take(size)
                        .ToListAsync(cancellationToken);
                    if (ids.Count is 0)
                    {
                        return 0;
                    }

                    // How long logs are kept is another setting's matter; deleting the session would take them along.
                    await database
                        .IntentLogs.Where(log => log.SessionId != null && ids.Contains(log.SessionId.Value))
                        .ExecuteUpdateAsync(
                            set => set.SetProperty(log => log.SessionId, (Guid?)null),
                            cancellationToken
                        );

                    // Asked once more: one that has come into use meanwhile stays.
                    return await Unused(database, isAnonymous, keepFrom)
                        .Where(session => ids.Contains(session.Id))
                        .ExecuteDeleteAsync(cancellationToken);
                },
                cancellationToken
            )
        );
    }

    /// <summary>Sessions that were neither changed nor rendered in since then.</summary>
    private static IQueryable<Session> Unused(IxpDbContext database, bool isAnonymous, DateTime keepFrom) =>
        (
            isAnonymous
                ? database.Sessions.Where(session => session.UserId == null)
                : database.Sessions.Where(session => session.UserId != null)
        ).Where(session =>
            session.CreatedAt < keepFrom
            && session.UpdatedAt < keepFrom
            && !database.IntentLogs.Any(log => log.SessionId == session.Id && log.CreatedAt >= keepFrom)
        );
}

/// <summary>What <see cref="ExpiredRows.RemoveAsync"/> removed.</summary>
/// <param name="RefreshTokens">Refresh tokens.</param>
/// <param name="MailedTokens">Tokens that confirm an address or reset a password.</param>
/// <param name="Sessions">Sessions.</param>
public sealed record ExpiredCounts(int RefreshTokens, int MailedTokens, int Sessions);
