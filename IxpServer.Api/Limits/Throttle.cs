using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace IxpServer.Api.Limits;

/// <summary>
/// Counts attempts for each key: so many at once, then one at each interval. It keeps one number for a key, and at
/// most two generations of <paramref name="mostKeys"/>: the keys that were not met for longest are forgotten.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="burst">Attempts that may be made at once.</param>
/// <param name="interval">Time after which one more may be made.</param>
/// <param name="mostKeys">Bounds the memory: 16 bytes and overhead for each.</param>
internal sealed class Throttle(TimeProvider time, int burst, TimeSpan interval, int mostKeys = 50_000)
{
    /// <summary>Unknown outside, so that nobody can look for keys that count as another's.</summary>
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
    private readonly Lock _lock = new();

    // When all attempts of a key will have been worked off, in ticks.
    private Dictionary<ulong, long> _young = [];
    private Dictionary<ulong, long> _old = [];

    /// <summary>Counts an attempt.</summary>
    /// <returns>How long to wait when there were too many; this one is then not counted. Else null.</returns>
    internal TimeSpan? Acquire(string key)
    {
        var hash = Hash(key);
        lock (_lock)
        {
            if (Wait(hash, out var free) is { } wait)
            {
                return wait;
            }

            Set(hash, free);
            return null;
        }
    }

    /// <summary>How long an attempt would have to wait; null when it would not. Counts nothing.</summary>
    internal TimeSpan? Wait(string key)
    {
        lock (_lock)
        {
            return Wait(Hash(key), out _);
        }
    }

    /// <summary>Takes an attempt back: it was no guess.</summary>
    internal void Release(string key)
    {
        var hash = Hash(key);
        lock (_lock)
        {
            Set(hash, Find(hash) - interval.Ticks);
        }
    }

    private TimeSpan? Wait(ulong hash, out long free)
    {
        var now = time.GetUtcNow().UtcTicks;
        free = Math.Max(now, Find(hash)) + interval.Ticks;
        var wait = free - now - burst * interval.Ticks;
        return wait > 0 ? TimeSpan.FromTicks(wait) : null;
    }

    private long Find(ulong hash) => _young.TryGetValue(hash, out var at) || _old.TryGetValue(hash, out at) ? at : 0;

    private void Set(ulong hash, long at)
    {
        if (_young.Count >= mostKeys)
        {
            (_old, _young) = (_young, []);
        }

        _young[hash] = at;
    }

    private ulong Hash(string key) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(key), _seed);
}
