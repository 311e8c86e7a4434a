namespace IxpServer.Api.Limits;

/// <summary>
/// Lets callers that have used much of their limit wait, each further request longer. The requests that wait are
/// bounded: they must not take the place of those that are served.
/// </summary>
internal sealed class SlowDown(LimitOptions options, TimeProvider time)
{
    private int _waiting;

    /// <summary>How long a request has to wait.</summary>
    internal TimeSpan DelayOf(in Granted granted)
    {
        var beyond = granted.Used - granted.Policy.SlowAfter ?? 0;
        return beyond <= 0 ? TimeSpan.Zero
            : beyond * options.SlowDownDelay is var delay && delay < options.SlowDownMax ? delay
            : options.SlowDownMax;
    }

    /// <summary>Waits.</summary>
    /// <returns>False at once when too many wait already.</returns>
    internal async Task<bool> WaitAsync(TimeSpan delay, CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > options.MostDelayed)
            {
                return false;
            }

            await Task.Delay(delay, time, cancel);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
