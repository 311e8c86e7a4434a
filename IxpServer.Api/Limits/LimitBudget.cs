namespace IxpServer.Api.Limits;

/// <summary>
/// What one caller has left in the current window, as far as this replica knows: permits that it has leased from the
/// shared count, and that count when it was last seen.
/// </summary>
internal sealed class LimitBudget(LimitKey key, LimitPolicy policy, SharedCounter? shared)
{
    private readonly Lock _lock = new();
    private long _window = -1;

    /// <summary>Taken by all replicas, the lease of this one included.</summary>
    private long _counted;

    /// <summary>Leased and not yet used.</summary>
    private long _left;

    /// <summary>Leased while Redis was away, and to be told when it is back.</summary>
    private long _untold;
    private bool _isSpent;
    private Task? _leasing;

    internal LimitPolicy Policy => policy;

    /// <summary>Takes one permit.</summary>
    /// <param name="window">The number of the current window.</param>
    /// <param name="keep">How long a count of this window is of use.</param>
    /// <returns>Requests in this window with this one; null when it is one too many.</returns>
    internal ValueTask<long?> TakeAsync(long window, TimeSpan keep)
    {
        lock (_lock)
        {
            if (TryTake(window, out var used))
            {
                return new(used);
            }
        }

        return WaitAsync(window, keep);
    }

    private async ValueTask<long?> WaitAsync(long window, TimeSpan keep)
    {
        while (true)
        {
            Task leasing;
            lock (_lock)
            {
                if (TryTake(window, out var used))
                {
                    return used;
                }

                leasing = _leasing ??= LeaseAsync(_window, keep);
            }

            await leasing;
        }
    }

    private bool TryTake(long window, out long? used)
    {
        // A request that was on its way while the window ended counts in the new one.
        if (window > _window)
        {
            (_window, _counted, _left, _untold, _isSpent, _leasing) = (window, 0, 0, 0, false, null);
        }

        if (_left > 0)
        {
            _left--;
            used = _counted - _left;
            return true;
        }

        used = null;
        return _isSpent;
    }

    private async Task LeaseAsync(long window, TimeSpan keep)
    {
        // Never under the lock that its caller holds.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        long permits;
        long untold;
        lock (_lock)
        {
            (permits, untold) = (shared is null ? policy.Max : policy.Lease, _untold);
        }

        var counted = shared is null ? null : await shared.AddAsync(key.Name(window), permits + untold, keep);
        lock (_lock)
        {
            if (_window != window)
            {
                return;
            }

            _leasing = null;
            var before = counted - permits ?? _counted;
            _left = Math.Clamp(policy.Max - before, 0, permits);
            _counted = before + _left;
            _untold = counted is null ? untold + _left : 0;
            _isSpent = _left is 0;
        }
    }
}
