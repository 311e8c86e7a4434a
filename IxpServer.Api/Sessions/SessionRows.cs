using IxpServer.Api.Caching;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Sessions;

/// <summary>
/// Reads sessions through the cache, as the database has them: a context leaves the process encrypted only. Every
/// change must be followed by <see cref="ForgetAsync"/>. What a replica reads is never older than
/// <see cref="CacheOptions.SessionTtl"/>, even where it was not told of a change.
/// </summary>
public sealed class SessionRows(IDbContextFactory<IxpDbContext> contexts, IxpCache cache, CacheOptions options)
{
    /// <summary>The session; null when there is none, which is not remembered.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal async Task<Session?> FindAsync(Guid id, CancellationToken cancel)
    {
        var row = await cache.GetOrSetAsync<Row?>(
            Key(id),
            async (context, token) =>
            {
                var found = await ReadAsync(id, token);
                if (found is null)
                {
                    context.Options.SkipMemoryCacheWrite = context.Options.SkipDistributedCacheWrite = true;
                }

                context.Options.Size = IxpCache.Units(found?.Context?.Length ?? 0);
                return found;
            },
            new CacheEntry(options.SessionTtl, Tags: ["sessions"]),
            cancel
        );
        return row?.ToSession(id);
    }

    /// <summary>Makes every replica read the session again. It is done also when the request that wrote has gone.</summary>
    internal ValueTask ForgetAsync(Guid id) => cache.RemoveAsync(Key(id), CancellationToken.None);

    private static string Key(Guid id) => $"session:{id}";

    private async Task<Row?> ReadAsync(Guid id, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        return await database
            .Sessions.AsNoTracking()
            .Where(row => row.Id == id)
            .Select(row => new Row(
                row.UserId,
                row.Version,
                row.CreatedAt,
                row.UpdatedAt,
                row.Context,
                row.ContextKeyId
            ))
            .SingleOrDefaultAsync(cancel);
    }

    private sealed record Row(
        Guid? UserId,
        long Version,
        DateTime CreatedAt,
        DateTime UpdatedAt,
        byte[]? Context,
        string? ContextKeyId
    )
    {
        internal Session ToSession(Guid id) =>
            new()
            {
                Id = id,
                UserId = UserId,
                Version = Version,
                CreatedAt = CreatedAt,
                UpdatedAt = UpdatedAt,
                Context = Context,
                ContextKeyId = ContextKeyId,
            };
    }
}
