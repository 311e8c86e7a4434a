using System.Runtime.CompilerServices;
using IxpServer.Api.Caching;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.IntentLogs;

/// <summary>Reads intent logs: users their own, administrators all.</summary>
public sealed class IntentLogService(
    IDbContextFactory<IxpDbContext> contexts,
    IntentStatistics statistics,
    IxpCache cache,
    CacheOptions options,
    TimeProvider time
)
{
    /// <summary>Rows that an export has in memory at once.</summary>
    private const int ExportPage = 500;

    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxSpan = TimeSpan.FromDays(31);

    /// <summary>One page, without the answers.</summary>
    public async Task<Outcome<PageBody<IntentLogBody>>> ListAsync(
        IntentLogFilter filter,
        Caller caller,
        PageQuery page,
        CancellationToken cancel
    )
    {
        var own = filter.For(caller);
        if (own.Error is { } refused)
        {
            return refused;
        }

        await using var database = await contexts.CreateDbContextAsync(cancel);
        var rows = own.Value!.Apply(database.IntentLogs.AsNoTracking())
            .Select(log => new IntentLog
            {
                Id = log.Id,
                CreatedAt = log.CreatedAt,
                IntentType = log.IntentType,
                Query = log.Query,
                Success = log.Success,
                ErrorMessage = log.ErrorMessage,
                ResponseTimeMs = log.ResponseTimeMs,
                SessionId = log.SessionId,
                UserId = log.UserId,
            });
        return await page.ReadAsync(rows, IntentLogBody.Of, cancel);
    }

    /// <summary>One row with its answer; not found when it is not the caller's to see.</summary>
    public async Task<Outcome<IntentLogBody>> GetAsync(Guid id, Caller caller, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var row = await database.IntentLogs.AsNoTracking().FirstOrDefaultAsync(log => log.Id == id, cancel);
        return row is not null && caller.MaySee(row.UserId)
            ? IntentLogBody.WithResponse(row)
            : IxpError.NotFound($"There is no intent log '{id}'");
    }

    /// <summary>
    /// Counts, success rates and times by intent; without a span, of the last day. They may be as old as
    /// <see cref="CacheOptions.StatisticsTtl"/>: dashboards that many people look at are one query.
    /// </summary>
    public async Task<Outcome<IntentStatisticsBody>> SummarizeAsync(
        IntentLogFilter filter,
        Caller caller,
        CancellationToken cancel
    )
    {
        var own = filter.For(caller);
        if (own.Error is { } refused)
        {
            return refused;
        }

        filter = own.Value!;
        var to = filter.To ?? time.GetUtcNow().UtcDateTime;
        var from = filter.From ?? (to - DateTime.UnixEpoch > DefaultSpan ? to - DefaultSpan : DateTime.UnixEpoch);
        if (from >= to || to - from > MaxSpan)
        {
            return IxpError.InvalidRequest($"from must be before to, by {MaxSpan.TotalDays} days at most");
        }

        return await cache.GetOrSetAsync<IntentStatisticsBody>(
            $"statistics:{filter.Fingerprint()}",
            (_, token) => statistics.CountAsync(filter, from, to, token),
            new CacheEntry(options.StatisticsTtl, Tags: ["statistics"]),
            cancel
        );
    }

    /// <summary>
    /// All rows, newest first, a page at a time: the memory it takes does not depend on their number. That it was done
    /// stands in the audit log.
    /// </summary>
    internal async IAsyncEnumerable<IReadOnlyList<IntentLog>> ExportAsync(
        IntentLogFilter filter,
        Caller caller,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using (var database = await contexts.CreateDbContextAsync(cancel))
        {
            database.Add(caller.Audit("intent-logs.export", "intent-logs", null));
            await database.SaveChangesAsync(cancel);
        }

        PageBody<IntentLog>? page = null;
        while (page is not { Pagination.HasMore: false })
        {
            var after = page is null ? null : new PagePosition(page.Items[^1].CreatedAt, page.Items[^1].Id);
            await using var database = await contexts.CreateDbContextAsync(cancel);
            var rows = filter.Apply(database.IntentLogs.AsNoTracking());
            page = await new PageQuery(ExportPage, after, 0).ReadAsync(rows, row => row, cancel);
            yield return page.Items;
        }
    }
}
