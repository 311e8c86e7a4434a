using System.Net;
using IxpServer.Api.Http;

namespace IxpServer.Api.Limits;

/// <summary>
/// Counts attempts by where they come from: an address, and of version 6 a subscriber's network (/64) and, for
/// <see cref="SiteFactor"/> times as many, the site's (/48) that it is one of.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="burst">Attempts of a subscriber at once.</param>
/// <param name="interval">Time after which it may make one more.</param>
internal sealed class NetworkThrottle(TimeProvider time, int burst, TimeSpan interval)
{
    private const int SiteFactor = 16;

    private readonly Throttle _subscribers = new(time, burst, interval);
    private readonly Throttle _sites = new(time, SiteFactor * burst, interval / SiteFactor);

    /// <summary>Counts an attempt.</summary>
    /// <returns>How long to wait when there were too many; else null.</returns>
    internal TimeSpan? Acquire(IPAddress? address) =>
        _subscribers.Acquire(ClientNetwork.NameOf(address))
        ?? (ClientNetwork.SiteOf(address) is { } site ? _sites.Acquire($"{site:x}") : null);

    /// <summary>Takes an attempt back.</summary>
    internal void Release(IPAddress? address)
    {
        _subscribers.Release(ClientNetwork.NameOf(address));
        if (ClientNetwork.SiteOf(address) is { } site)
        {
            _sites.Release($"{site:x}");
        }
    }
}
