using System.Runtime.InteropServices;
using IxpServer.Api.Http;

namespace IxpServer.Api.Limits;

/// <summary>How many connections there are, and how many of each address; at most as many as there may be.</summary>
internal sealed class ConnectionCount(ServerLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _byAddress = [];
    private int _all;

    /// <summary>Counts one more.</summary>
    /// <param name="caller">Its address; null where the address is not counted, as a proxy's.</param>
    /// <returns>Why there may be no more and it was not counted, else null.</returns>
    internal ConnectionRefusal? TryEnter(UInt128? caller)
    {
        lock (_lock)
        {
            if (_all >= limits.MaxConnections)
            {
                return ConnectionRefusal.All;
            }

            if (caller is { } address)
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_byAddress, address, out _);
                if (count >= limits.MaxConnectionsPerAddress)
                {
                    return ConnectionRefusal.Address;
                }

                count++;
            }

            _all++;
            return null;
        }
    }

    /// <summary>One that was counted has ended.</summary>
    internal void Leave(UInt128? caller)
    {
        lock (_lock)
        {
            _all--;
            if (caller is { } address && --CollectionsMarshal.GetValueRefOrNullRef(_byAddress, address) is 0)
            {
                _byAddress.Remove(address);
            }
        }
    }
}
