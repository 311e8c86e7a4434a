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

    /// <summary>The shared count has reached the limit: what is left here is the last.</summary>
    private bool _isSpent;
    private bool _hasExpiry;

    private int _lease = policy.Lease;
    private bool _hasWaited;
    private Task? _leasing;

    internal LimitPolicy Policy => policy;

    /// <summary>Takes one permit.</summary>
    /// <param name="window">The number of the current window.</param>
    /// <param name="keep">How long a count of this window is of use.</param>
    /// <returns>Requests in this window with this one; null when it is one too many.</returns>
    internal ValueTask<long?> AcquireAsync(long window, TimeSpan keep)
    {
        lock (_lock)
        {
            if (TryTake(window, keep, out var used))
            {
                return new(used);
            }
        }

        return WaitAsync(window, keep);
    }

    /// <summary>Whether there is nothing left in this window, as far as is known here.</summary>
    internal bool IsSpent(long window)
    {
        lock (_lock)
        {
            return _window == window && _isSpent && _left is 0;
        }
    }

    private async ValueTask<long?> WaitAsync(long window, TimeSpan keep)
    {
        while (true)
        {
            Task leasing;
            lock (_lock)
            {
                if (TryTake(window, keep, out var used))
                {
                    return used;
                }

                _hasWaited = _window == window;
                leasing = _leasing ??= LeaseAsync(_window, keep);
            }

            await leasing;
        }
    }

    private bool TryTake(long window, TimeSpan keep, out long? used)
    {
        // A request that was on its way while the window ended counts in the new one.
        if (window > _window)
        {
            (_window, _counted, _left, _untold) = (window, 0, 0, 0);
            (_isSpent, _hasExpiry, _leasing) = (false, false, null);
            (_lease, _hasWaited) = (policy.Lease, false);
        }

        if (_left > 0)
        {
            _left--;
            if (shared is not null && !_isSpent && _left <= _lease / 2)
            {
                // Ahead of the need, so that hardly anybody has to wait for it.
                _leasing ??= LeaseAsync(_window, keep);
            }

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
        bool hasExpiry;
        lock (_lock)
        {
            if (_hasWaited && _hasExpiry)
            {
                (_lease, _hasWaited) = (Math.Min(2 * _lease, policy.MaxLease), false);
            }

            permits = shared is null ? policy.Max : _lease;
            (untold, hasExpiry) = (_untold, _hasExpiry);
        }

        var counted = shared is null
            ? null
            : await shared.AddAsync(key.Name(window), permits + untold, hasExpiry ? null : keep);
        lock (_lock)
        {
            if (_window != window)
            {
                return;
            }

            _leasing = null;

            // A Redis that fails can forget the last it was told; this replica does not.
            var before = Math.Max(counted - permits ?? 0, _counted);
            var granted = Math.Clamp(policy.Max - before, 0, permits);
            _left += granted;
            _counted = Math.Min(before + granted, policy.Max);
            _untold = counted is null ? untold + granted : 0;
            _isSpent = _counted >= policy.Max;
            _hasExpiry |= counted is not null;
        }
    }
}
