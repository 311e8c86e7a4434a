using IxpServer.Api.Http;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.IntentLogs;

/// <summary>Sums intent logs up.</summary>
public sealed class IntentStatistics(IDbContextFactory<IxpDbContext> contexts)
{
    private const int MaxIntents = 100;

    /// <summary>Counts, success rates and times of a span.</summary>
    /// <param name="filter">Which rows of the span.</param>
    /// <param name="from">Its beginning.</param>
    /// <param name="to">Its end, not included.</param>
    /// <param name="cancel">Ends the query.</param>
    internal async Task<IntentStatisticsBody> CountAsync(
        IntentLogFilter filter,
        DateTime from,
        DateTime to,
        CancellationToken cancel
    )
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var rows = (filter with { From = from, To = to }).Apply(database.IntentLogs.AsNoTracking());
        // Anybody may invent names of intents: only those that are shown leave the database.
        var most = await rows.GroupBy(log => log.IntentType)
            .Select(group => new
            {
                Intent = group.Key,
                Count = group.LongCount(),
                Successes = group.LongCount(log => log.Success),
            })
            .OrderByDescending(intent => intent.Count)
            .ThenBy(intent => intent.Intent)
            .Take(MaxIntents)
            .ToListAsync(cancel);
        var times = await TimesAsync(rows, [.. most.Select(intent => intent.Intent)], cancel);
        var total = await rows.LongCountAsync(cancel);
        var intents = most.OrderByDescending(intent => intent.Count)
            .ThenBy(intent => intent.Intent, StringComparer.Ordinal)
            .Select(intent => Summarize(intent.Intent, intent.Count, intent.Successes, times[intent.Intent]))
            .ToList();
        var (begin, end) = (new DateTimeOffset(from), new DateTimeOffset(to));
        return new IntentStatisticsBody(Timestamps.Format(begin), Timestamps.Format(end), total, intents);
    }

    /// <summary>
    /// Times are whole milliseconds, so that there are few different ones however many rows: the database counts them, and
    /// what is left is exact and small.
    /// </summary>
    private static async Task<ILookup<string, TimeCount>> TimesAsync(
        IQueryable<IntentLog> rows,
        string[] intents,
        CancellationToken cancel
    )
    {
        var times = await rows.Where(log => log.ResponseTimeMs != null && intents.Contains(log.IntentType))
            .GroupBy(log => new { log.IntentType, log.ResponseTimeMs })
            .Select(group => new TimeCount(group.Key.IntentType, group.Key.ResponseTimeMs!.Value, group.LongCount()))
            .ToListAsync(cancel);
        return times.ToLookup(time => time.Intent, StringComparer.Ordinal);
    }

    private static IntentStatisticsEntry Summarize(
        string intent,
        long count,
        long successes,
        IEnumerable<TimeCount> times
    )
    {
        var timed = times.OrderBy(part => part.Milliseconds).ToList();
        return new IntentStatisticsEntry(
            intent,
            count,
            Math.Round((double)successes / count, 4),
            Percentile(timed, 0.50),
            Percentile(timed, 0.95),
            Percentile(timed, 0.99)
        );
    }

    /// <summary>The smallest time that this share of the renders did not exceed.</summary>
    private static int? Percentile(List<TimeCount> ascending, double share)
    {
        var left = (long)Math.Ceiling(share * ascending.Sum(part => part.Count));
        foreach (var part in ascending)
        {
            left -= part.Count;
            if (left <= 0)
            {
                return part.Milliseconds;
            }
        }

        return null;
    }

    private sealed record TimeCount(string Intent, int Milliseconds, long Count);
}
