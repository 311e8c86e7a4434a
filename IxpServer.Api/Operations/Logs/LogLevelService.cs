using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Hosting.Logging;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Operations.Logs;

/// <summary>Changes the levels of this process while it runs.</summary>
internal sealed class LogLevelService(
    LogLevelSwitch levels,
    IConfiguration configuration,
    IDbContextFactory<IxpDbContext> contexts,
    TimeProvider time
) : IDisposable
{
    /// <summary>More would be a mistake, and each costs a little with every logger.</summary>
    private const int MaxOverrides = 50;

    private readonly Lock _lock = new();

    /// <summary>Changes come one after the other: they are counted before each.</summary>
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>What was set and not taken back.</summary>
    private readonly Dictionary<string, Override> _overrides = new(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>Notes the change in the audit log, and makes it.</summary>
    internal async Task<Outcome<LogLevelsBody>> SetAsync(Caller caller, LogLevelChange change, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            lock (_lock)
            {
                if (
                    change.Level is not null
                    && _overrides.Count >= MaxOverrides
                    && !_overrides.ContainsKey(change.Category)
                )
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
            return List();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        foreach (var made in _overrides.Values)
        {
            made.Timer?.Dispose();
        }
    }

    private void Apply(LogLevelChange change)
    {
        lock (_lock)
        {
            if (_overrides.Remove(change.Category, out var before))
            {
                before.Timer?.Dispose();
            }

            if (change.Level is not null)
            {
                var timer = change.ExpiresAt is { } at
                    ? time.CreateTimer(_ => Expire(change), null, at - time.GetUtcNow(), Timeout.InfiniteTimeSpan)
                    : null;
                _overrides[change.Category] = new(change, timer);
            }

            levels.Set(change.Category, change.Level);
        }
    }

    /// <summary>The level goes back, unless there was another change meanwhile.</summary>
    private void Expire(LogLevelChange change)
    {
        lock (_lock)
        {
            if (_overrides.TryGetValue(change.Category, out var made) && ReferenceEquals(made.Change, change))
            {
                Apply(change with { Level = null });
            }
        }
    }

    private LogLevelBody Describe(string category, string level)
    {
        var change = _overrides.GetValueOrDefault(category)?.Change;
        return new(
            category,
            LogLevels.Find(level) is { } known ? LogLevels.NameOf(known) : level,
            change is not null,
            change?.ExpiresAt is { } at ? Timestamps.Format(at) : null
        );
    }

    private sealed record Override(LogLevelChange Change, ITimer? Timer);
}
