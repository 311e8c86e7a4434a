using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.ServiceDefaults.Logging;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Logs;

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
    private const int MostOverrides = 50;

    private readonly Lock _lock = new();
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

    /// <summary>Notes the change in the audit log, makes it, and tells the other replicas.</summary>
    internal async Task<Outcome<LogLevelsBody>> SetAsync(Caller caller, LogLevelChange change, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (
                change.Level is not null
                && _overrides.Count >= MostOverrides
                && !_overrides.ContainsKey(change.Category)
            )
            {
                return IxpError.Conflict($"{MostOverrides} levels are set already: take one back first");
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

    /// <summary>Makes a change, one's own or another replica's.</summary>
    internal void Apply(LogLevelChange change)
    {
        var left = change.ExpiresAt - time.GetUtcNow();
        lock (_lock)
        {
            if (_overrides.Remove(change.Category, out var before))
            {
                before.Timer?.Dispose();
            }

            var level = left <= TimeSpan.Zero ? null : change.Level;
            if (level is not null)
            {
                var timer = left is { } wait
                    ? time.CreateTimer(_ => Apply(change with { Level = null, ExpiresAt = null }), null, wait, Never)
                    : null;
                _overrides[change.Category] = new(change.ExpiresAt, timer);
            }

            levels.Set(change.Category, level);
        }
    }

    public void Dispose()
    {
        foreach (var one in _overrides.Values)
        {
            one.Timer?.Dispose();
        }
    }

    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private LogLevelBody Describe(string category, string level) =>
        new(
            category,
            LogLevels.Find(level) is { } known ? LogLevels.NameOf(known) : level,
            _overrides.TryGetValue(category, out var change),
            change?.ExpiresAt is { } at ? Timestamps.Format(at) : null
        );

    private sealed record Override(DateTimeOffset? ExpiresAt, ITimer? Timer);
}
