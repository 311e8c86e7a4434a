using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace IxpServer.Api.Limits;

/// <summary>
/// Counts attempts for each key: so many at once, then one at each interval. It keeps one number for a key; the keys that
/// were not met for longest are forgotten.
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
    private readonly Generations<ulong, long> _keys = new(mostKeys);

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

            _keys.Set(hash, free);
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
            _keys.Set(hash, Find(hash) - interval.Ticks);
        }
    }

    private TimeSpan? Wait(ulong hash, out long free)
    {
        var now = time.GetUtcNow().UtcTicks;
        free = Math.Max(now, Find(hash)) + interval.Ticks;
        var wait = free - now - burst * interval.Ticks;
        return wait > 0 ? TimeSpan.FromTicks(wait) : null;
    }

    private long Find(ulong hash) => _keys.TryGet(hash, out var at) ? at : 0;

    private ulong Hash(string key) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(key), _seed);
}
