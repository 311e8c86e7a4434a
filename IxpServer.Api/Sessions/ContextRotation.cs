using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Sessions;

/// <summary>
/// Brings contexts that are under an earlier key under the current one. Nobody notices: version, entity tag and times
/// stay, and whoever updates a session meanwhile wins. Any number of servers may do it at once.
/// </summary>
public sealed partial class ContextRotation(
    IDbContextFactory<IxpDbContext> contexts,
    ContextCipher cipher,
    ILogger<ContextRotation> logger
)
{
    private const int BatchSize = 100;

    /// <summary>After how many batches the log says how far it is.</summary>
    private const int BatchesBetweenReports = 50;

    /// <summary>Re-encrypts what is under an earlier key.</summary>
    /// <returns>How many contexts were re-encrypted.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var (done, left) = (0, await CountAsync(cancel));
        if (left is 0)
        {
            return 0;
        }

        LogStarted(left, cipher.CurrentKeyId);
        var after = Guid.Empty;
        for (var batch = 1; await ReadAsync(after, cancel) is { Count: > 0 } sessions; batch++)
        {
            foreach (var session in sessions)
            {
                done += await ReencryptAsync(session, cancel) ? 1 : 0;
            }

            after = sessions[^1].Id;
            if (batch % BatchesBetweenReports is 0)
            {
                LogProgress(done, left);
            }
        }

        LogEnded(done, await CountAsync(cancel));
        return done;
    }

    private async Task<int> CountAsync(CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        return await UnderOtherKeys(database).CountAsync(cancel);
    }

    private async Task<List<Session>> ReadAsync(Guid after, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        return await UnderOtherKeys(database)
            .AsNoTracking()
            .Where(session => session.Id > after)
            .OrderBy(session => session.Id)
            .Take(BatchSize)
            .ToListAsync(cancel);
    }

    private IQueryable<Session> UnderOtherKeys(IxpDbContext database) =>
        database.Sessions.Where(session => cipher.OtherKeyIds.Contains(session.ContextKeyId!));

    private async Task<bool> ReencryptAsync(Session session, CancellationToken cancel)
    {
        var (id, version, keyId) = (session.Id, session.Version, session.ContextKeyId);
        if (!cipher.TryUnseal(id, keyId, session.Context, out var plain, out var fault))
        {
            SessionService.LogUnreadable(logger, id, fault);
            return false;
        }

        var data = cipher.Seal(id, plain);
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var changed = await database
            .Sessions.Where(row => row.Id == id && row.Version == version && row.ContextKeyId == keyId)
            .ExecuteUpdateAsync(
                row => row.SetProperty(s => s.Context, data).SetProperty(s => s.ContextKeyId, cipher.CurrentKeyId),
                cancel
            );
        return changed > 0;
    }

    [LoggerMessage(LogLevel.Information, "Re-encrypting {Count} session contexts under key {KeyId}")]
    private partial void LogStarted(int count, string keyId);

    [LoggerMessage(LogLevel.Information, "Re-encrypted {Done} of {Count} session contexts")]
    private partial void LogProgress(int done, int count);

    [LoggerMessage(
        LogLevel.Information,
        "Re-encrypted {Done} session contexts; {Left} are still under the keys in ENCRYPTION_KEYS_PREVIOUS"
    )]
    private partial void LogEnded(int done, int left);
}
