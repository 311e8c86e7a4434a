using System.Net;
using System.Runtime.InteropServices;

namespace IxpServer.Api.Limits;

/// <summary>
/// Counts every caller's requests in windows that begin at the same moment on all replicas. The replicas share the
/// counts through Redis, by leases: one question to it for many requests.
/// </summary>
internal sealed class RateLimits
{
    /// <summary>
    /// Bounds the memory: at most two generations of so many callers, some 200 bytes each. Those not met for longest are
    /// forgotten here, not in Redis.
    /// </summary>
    private const int MaxCallers = 50_000;

    private readonly TimeProvider _time;
    private readonly SharedCounter? _shared;
    private readonly long _windowTicks;
    private readonly LimitPolicy[,] _policies;
    private readonly Generations<LimitKey, LimitBudget> _budgets = new(MaxCallers);

    /// <summary>Makes the policies.</summary>
    internal RateLimits(LimitOptions options, TimeProvider time, SharedCounter? shared)
    {
        (_time, _shared) = (time, shared);
        _windowTicks = options.Window.Ticks;
        var (groups, kinds) = (Enum.GetValues<LimitGroup>(), Enum.GetValues<CallerKind>());
        _policies = new LimitPolicy[groups.Length, kinds.Length];
        foreach (var group in groups)
        {
            foreach (var kind in kinds)
            {
                _policies[(int)group, (int)kind] = LimitPolicy.Of(options, group, kind);
            }
        }
    }

    /// <summary>Counts a request.</summary>
    internal ValueTask<Granted> AcquireAsync(LimitKey key)
    {
        var now = _time.GetUtcNow().UtcTicks;
        var window = now / _windowTicks;
        var left = TimeSpan.FromTicks((window + 1) * _windowTicks - now);
        var budget = _budgets.GetOrAdd(key, static (key, limits) => limits.Open(key), this);
        var taking = budget.AcquireAsync(window, left + TimeSpan.FromMinutes(1));
        return taking.IsCompletedSuccessfully
            ? new(new Granted(budget.Policy, taking.Result, left))
            : WaitAsync(budget.Policy, taking, left);
    }

    /// <summary>Whether this replica knows that whoever comes from an address has nothing left. Counts nothing.</summary>
    internal bool IsSpent(HttpContext context, IPAddress? address) =>
        LimitGroups.Of(context) is { } group
        && (
            IsSpent(new(group, LimitCaller.Of(address)))
            || (LimitCaller.SiteOf(address) is { } site && IsSpent(new(group, site)))
        );

    private bool IsSpent(LimitKey key) =>
        _budgets.TryGet(key, out var budget) && budget.IsSpent(_time.GetUtcNow().UtcTicks / _windowTicks);

    private LimitBudget Open(LimitKey key) => new(key, _policies[(int)key.Group, (int)key.Caller.Kind], _shared);

    private static async ValueTask<Granted> WaitAsync(LimitPolicy policy, ValueTask<long?> taking, TimeSpan left) =>
        new(policy, await taking, left);
}

/// <summary>What became of a request.</summary>
/// <param name="Policy">What holds for it.</param>
/// <param name="Used">Its number in the window; null when it is one too many.</param>
/// <param name="Left">Until the window ends.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Granted(LimitPolicy Policy, long? Used, TimeSpan Left);
