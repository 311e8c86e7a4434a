using System.Collections.Concurrent;
using IxpServer.Data;
using IxpServer.Data.Connections;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Security;

/// <summary>Writes down once a minute when API keys were last used, so that no request waits for it.</summary>
internal sealed partial class ApiKeyUse(
    IDbContextFactory<IxpDbContext> contexts,
    TimeProvider time,
    ILogger<ApiKeyUse> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>What the end may wait for a database that is slow or away.</summary>
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<Guid, DateTime> _used = new();
    private readonly Outage _outage = new();

    /// <summary>A key was presented. Only good keys are noted, so that there are no more than the database has.</summary>
    internal void Note(Guid key) => _used[key] = time.GetUtcNow().UtcDateTime;

    /// <summary>Writes what has been noted.</summary>
    internal async Task FlushAsync(CancellationToken cancel)
    {
        foreach (var (key, at) in _used)
        {
            await using var database = await contexts.CreateDbContextAsync(cancel);
            await database
                .ApiKeys.Where(row => row.Id == key && (row.LastUsedAt == null || row.LastUsedAt < at))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, at), cancel);
            _used.TryRemove(new(key, at));
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Not the host's token: a long answer may have used up its time, and what was noted would be lost.
        using var limit = new CancellationTokenSource(LastFlush);
        await TryFlushAsync(limit.Token);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryFlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task TryFlushAsync(CancellationToken cancel)
    {
        try
        {
            await FlushAsync(cancel);
            _outage.End();
        }
        catch (Exception fault)
        {
            // Also one that was cancelled: what is not written stays noted, and a stop must go on to its end.
            if (_outage.Fail())
            {
                LogFailed(fault.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The last use of API keys could not be saved and will be tried again: {Reason}")]
    private partial void LogFailed(string reason);
}
