using System.Net;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace IxpServer.Api.Limits;

/// <summary>
/// Bounds connections before anything of HTTP or TLS is done for them: how many there are, how many one address has, and
/// how long a new one may be silent. The metrics' own port is counted apart, so that probes and scrapes get through
/// when all other connections are taken.
/// </summary>
internal sealed class ConnectionLimits(
    ServerLimits limits,
    MetricsOptions metricsPort,
    IOptions<ForwardedHeadersOptions> proxies,
    IConfiguration configuration,
    ConnectionRefusals refusals,
    TimeProvider time
)
{
    /// <summary>Of the metrics' own port: probes and scrapers, each with a few.</summary>
    private const int MaxInside = 256;

    private readonly bool _hasTls = ListenAddress.HasTls(configuration);
    private readonly ConnectionCount _count = new(limits);
    private readonly FirstByte _firstByte = new(limits, time, refusals);
    private int _inside;

    /// <summary>Serves a connection, or ends it.</summary>
    internal async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (
            metricsPort is { Enabled: true, Port: { } port }
            && connection.LocalEndPoint is IPEndPoint local
            && local.Port == port
        )
        {
            await RunInsideAsync(connection, next);
            return;
        }

        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        UInt128? caller = address is null || IsProxy(address) ? null : ClientNetwork.Of(address);
        if (_count.TryEnter(caller) is { } reason)
        {
            refusals.Refuse(connection, reason);
            return;
        }

        try
        {
            // Proxies connect ahead of need.
            if (caller is null)
            {
                await next(connection);
            }
            else if (await _firstByte.HasComeAsync(connection))
            {
                await using var timer = _hasTls ? FirstRequest.Await(connection, limits, time, refusals) : null;
                await next(connection);
            }
        }
        finally
        {
            _count.Leave(caller);
        }
    }

    private async Task RunInsideAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > MaxInside)
            {
                refusals.Refuse(connection, ConnectionRefusal.All);
            }
            else if (await _firstByte.HasComeAsync(connection))
            {
                await next(connection);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    private bool IsProxy(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in proxies.Value.KnownIPNetworks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
