using IxpServer.Api.Http;
using IxpServer.Api.Registry.Compatibility;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Hosting.Logging;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Operations.Logs;

/// <summary>Changes levels while the server runs, here and on the other replicas.</summary>
internal sealed class LogLevelService(
    LogLevelSwitch levels,
    LogLevelChannel channel,
    IConfiguration configuration,
    IDbContextFactory<IxpDbContext> contexts,
    TimeProvider time
) : IDisposable
{
    /// <summary>More would be a mistake, and each costs a little with every logger.</summary>
    private const int MaxOverrides = 50;

    private readonly Lock _lock = new();

    /// <summary>Changes asked for here come one after the other: they are counted before each.</summary>
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>The last change of each category; one that was taken back too, so that no older one comes back.</summary>
    private readonly Dictionary<string, Decision> _decisions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Which replica this is.</summary>
    private static string Replica { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>The levels as they are now.</summary>
    internal LogLevelsBody List()
    {
        lock (_lock)
        {
            return new(
                Replica,
                [
                    .. configuration
                        .GetSection(LogLevelSwitch.Section)
                        .GetChildren()
                        .Where(level => level.Value is not null)
                        .Select(level => Describe(level.Key, level.Value!)),
                ]
            );
        }
    }

    /// <summary>Notes the change in the audit log, makes it, and tells the other replicas.</summary>
    internal async Task<Outcome<LogLevelsBody>> SetAsync(Caller caller, LogLevelChange change, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            return await SetInTurnAsync(caller, change, cancel);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Outcome<LogLevelsBody>> SetInTurnAsync(
        Caller caller,
        LogLevelChange change,
        CancellationToken cancel
    )
    {
        lock (_lock)
        {
            var others = _decisions.Values.Count(one => one.Change.Level is not null && !IsOf(one, change.Category));
            if (change.Level is not null && others >= MaxOverrides)
            {
                return IxpError.Conflict($"{MaxOverrides} levels are set already: take one back first");
            }
        }

        await using (var database = await contexts.CreateDbContextAsync(cancel))
        {
            database.AuditLog.Add(caller.Audit("log.level", "log", change.Category, change.ToJson()));
            await database.SaveChangesAsync(cancel);
        }

        Apply(change);
        await channel.PublishAsync(change);
        return List();
    }

    /// <summary>Makes a change, one's own or another replica's, unless a later one is known.</summary>
    internal void Apply(LogLevelChange change)
    {
        lock (_lock)
        {
            if (_decisions.TryGetValue(change.Category, out var before))
            {
                if (before.Change.ChangedAt > change.ChangedAt)
                {
                    return;
                }

                before.Timer?.Dispose();
            }

            var left = change.ExpiresAt - time.GetUtcNow();
            var made = left <= TimeSpan.Zero ? change with { Level = null } : change;
            var timer =
                made.Level is not null && left is { } wait
                    ? time.CreateTimer(_ => End(change), null, wait, Timeout.InfiniteTimeSpan)
                    : null;
            _decisions[change.Category] = new(made, timer);
            levels.Set(change.Category, made.Level);
        }
    }

    /// <summary>The time of a change is over; unless there was another meanwhile, the level goes back.</summary>
    private void End(LogLevelChange change)
    {
        lock (_lock)
        {
            if (_decisions.TryGetValue(change.Category, out var current) && current.Change == change)
            {
                current.Timer?.Dispose();
                _decisions[change.Category] = new(change with { Level = null }, Timer: null);
                levels.Set(change.Category, level: null);
            }
        }
    }

    /// <summary>What has been decided, here or elsewhere, as long as anybody may have missed it.</summary>
    internal IReadOnlyList<LogLevelChange> Decided()
    {
        lock (_lock)
        {
            var recent = time.GetUtcNow() - LogLevelChannel.Kept;
            foreach (
                var old in _decisions.Values.Where(one => one.Change.Level is null && one.Change.ChangedAt < recent)
            )
            {
                _decisions.Remove(old.Change.Category);
            }

            return [.. _decisions.Values.Select(one => one.Change)];
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        foreach (var one in _decisions.Values)
        {
            one.Timer?.Dispose();
        }
    }

    private static bool IsOf(Decision decision, string category) =>
        decision.Change.Category.Equals(category, StringComparison.OrdinalIgnoreCase);

    private LogLevelBody Describe(string category, string level)
    {
        var change = _decisions.GetValueOrDefault(category)?.Change;
        return new(
            category,
            LogLevels.Find(level) is { } known ? LogLevels.NameOf(known) : level,
            change?.Level is not null,
            change is { Level: not null, ExpiresAt: { } at } ? Timestamps.Format(at) : null
        );
    }

    private sealed record Decision(LogLevelChange Change, ITimer? Timer);
}
