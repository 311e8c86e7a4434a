using System.Net;
using IxpServer.Api.Limits;

namespace IxpServer.Api.Security;

/// <summary>
/// Bounds what it costs to be shown keys that are none. In this process's memory, and bounded itself.
/// </summary>
internal sealed class UnknownKeys(TimeProvider time)
{
    // A key that cannot be taken twice is one that was looked up in vain. It will not come to be: nobody can show a key
    // before it is made, and none is made good again.
    private readonly Throttle _known = new(time, burst: 1, interval: TimeSpan.FromMinutes(1));

    private readonly NetworkThrottle _lookups = new(time, burst: 100, interval: TimeSpan.FromSeconds(1));

    /// <summary>Whether the key was looked up in vain within the last minute.</summary>
    /// <param name="name">Its hash.</param>
    internal bool Contains(string name) => _known.Wait(name) is not null;

    /// <summary>The key was looked up in vain.</summary>
    internal void Add(string name) => _known.Acquire(name);

    /// <summary>Counts a key that is about to be looked up for the first time.</summary>
    /// <param name="address">Where it came from.</param>
    /// <returns>How long to wait when too many from there were none; then it must not be looked up.</returns>
    internal TimeSpan? Begin(IPAddress? address) => _lookups.Acquire(address);

    /// <summary>The key was good, or nobody could say: it does not count.</summary>
    internal void Release(IPAddress? address) => _lookups.Release(address);
}
