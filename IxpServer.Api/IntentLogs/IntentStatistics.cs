using IxpServer.Api.Http;
using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.IntentLogs;

/// <summary>Sums intent logs up.</summary>
public sealed class IntentStatistics(IDbContextFactory<IxpDbContext> contexts)
{
    private const int MostIntents = 100;

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
        // Times are whole milliseconds, so that there are few different ones however many rows: the database counts
        // them, and what is left is exact and small.
        var counts = await (filter with { From = from, To = to })
            .Apply(database.IntentLogs.AsNoTracking())
            .GroupBy(log => new { log.IntentType, log.ResponseTimeMs })
            .Select(group => new TimeCount(
                group.Key.IntentType,
                group.Key.ResponseTimeMs,
                group.Count(),
                group.Count(log => log.Success)
            ))
            .ToListAsync(cancel);
        var intents = counts
            .GroupBy(count => count.Intent, StringComparer.Ordinal)
            .Select(Summarize)
            .OrderByDescending(entry => entry.Count)
            .ThenBy(entry => entry.Intent, StringComparer.Ordinal)
            .Take(MostIntents)
            .ToList();
        var total = counts.Sum(count => (long)count.Count);
        var (begin, end) = (new DateTimeOffset(from), new DateTimeOffset(to));
        return new IntentStatisticsBody(Timestamps.Format(begin), Timestamps.Format(end), total, intents);
    }

    private static IntentStatisticsEntry Summarize(IGrouping<string, TimeCount> intent)
    {
        var count = intent.Sum(part => (long)part.Count);
        var timed = intent.Where(part => part.Milliseconds is not null).OrderBy(part => part.Milliseconds).ToList();
        return new IntentStatisticsEntry(
            intent.Key,
            count,
            Math.Round((double)intent.Sum(part => (long)part.Successes) / count, 4),
            Percentile(timed, 0.50),
            Percentile(timed, 0.95),
            Percentile(timed, 0.99)
        );
    }

    /// <summary>The smallest time that this share of the renders did not exceed.</summary>
    private static int? Percentile(List<TimeCount> ascending, double share)
    {
        var left = (long)Math.Ceiling(share * ascending.Sum(part => (long)part.Count));
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

    private sealed record TimeCount(string Intent, int? Milliseconds, int Count, int Successes);
}
