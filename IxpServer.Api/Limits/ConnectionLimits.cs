using System.IO.Pipelines;
using System.Net;
using System.Runtime.InteropServices;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace IxpServer.Api.Limits;

/// <summary>Why a connection is closed before its first request.</summary>
internal enum ConnectionRefusal
{
    /// <summary>There are as many as there may be.</summary>
    All,

    /// <summary>Its address has as many as one may have.</summary>
    Address,

    /// <summary>It said nothing in time.</summary>
    Silent,
}

/// <summary>
/// Bounds connections before anything of HTTP or TLS is done for them: how many there are, how many one address has, and
/// how long a new one may be silent. The metrics' own port is counted apart, so that probes and scrapes get through
/// when all other connections are taken.
/// </summary>
internal sealed partial class ConnectionLimits(
    ServerLimits limits,
    MetricsOptions metricsPort,
    IOptions<ForwardedHeadersOptions> proxies,
    IConfiguration configuration,
    LimitMetrics metrics,
    TimeProvider time,
    ILogger<ConnectionLimits> logger
)
{
    /// <summary>Of the metrics' own port: probes and scrapers, each with a few.</summary>
    private const int MaxInside = 256;

    /// <summary>One line tells of all that was refused since the one before.</summary>
    private static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);

    private readonly bool _hasTls = ListenAddress.HasTls(configuration);
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _byAddress = [];
    private int _count;
    private int _inside;
    private long _refused;
    private long _nextLog = time.GetTimestamp();

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
        var isKnown = address is null || IsProxy(address);
        var caller = ClientNetwork.Of(address);
        if (TryEnter(caller, isKnown) is { } reason)
        {
            Refuse(connection, reason);
            return;
        }

        try
        {
            // Proxies connect ahead of need.
            if (isKnown)
            {
                await next(connection);
            }
            else if (await HasSpokenAsync(connection))
            {
                await using var timer = _hasTls ? LimitFirstRequest(connection) : null;
                await next(connection);
            }
        }
        finally
        {
            Leave(caller, isKnown);
        }
    }

    private async Task RunInsideAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > MaxInside)
            {
                Refuse(connection, ConnectionRefusal.All);
            }
            else if (await HasSpokenAsync(connection))
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

    private ConnectionRefusal? TryEnter(UInt128 caller, bool isKnown)
    {
        lock (_lock)
        {
            if (_count >= limits.MaxConnections)
            {
                return ConnectionRefusal.All;
            }

            if (!isKnown)
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_byAddress, caller, out _);
                if (count >= limits.MaxConnectionsPerAddress)
                {
                    return ConnectionRefusal.Address;
                }

                count++;
            }

            _count++;
            return null;
        }
    }

    private void Leave(UInt128 caller, bool isKnown)
    {
        lock (_lock)
        {
            _count--;
            if (!isKnown && --CollectionsMarshal.GetValueRefOrNullRef(_byAddress, caller) is 0)
            {
                _byAddress.Remove(caller);
            }
        }
    }

    /// <summary>Waits for the first byte and leaves it unread. HTTP's own time limits begin with it.</summary>
    private async Task<bool> HasSpokenAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        try
        {
            var reading = input.ReadAsync(CancellationToken.None);
            await using var timer = reading.IsCompleted ? null : StartTimer(input);
            var read = await reading;
            input.AdvanceTo(read.Buffer.Start);
            if (read.IsCanceled)
            {
                Refuse(connection, ConnectionRefusal.Silent);
            }

            return !read.IsCanceled && !read.Buffer.IsEmpty;
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // It went away.
            return false;
        }
    }

    private ITimer StartTimer(PipeReader input) =>
        time.CreateTimer(
            static input => ((PipeReader)input!).CancelPendingRead(),
            input,
            limits.FirstByteTimeout,
            Timeout.InfiniteTimeSpan
        );

    private ITimer LimitFirstRequest(ConnectionContext connection)
    {
        var first = new FirstRequest();
        connection.Features.Set(first);
        return time.CreateTimer(
            _ =>
            {
                if (!first.HasCome && connection.Features.Get<ITlsConnectionFeature>() is not null)
                {
                    Refuse(connection, ConnectionRefusal.Silent);
                }
            },
            null,
            ServerLimits.HandshakeTimeout + limits.HeadersTimeout,
            Timeout.InfiniteTimeSpan
        );
    }

    private void Refuse(ConnectionContext connection, ConnectionRefusal reason)
    {
        metrics.CountRefused(reason);
        var name = LimitMetrics.ReasonNames[(int)reason];
        connection.Abort(new ConnectionAbortedException($"Refused: {name}"));
        lock (_lock)
        {
            _refused++;
            if (time.GetTimestamp() < _nextLog)
            {
                return;
            }

            LogRefused(_refused, (connection.RemoteEndPoint as IPEndPoint)?.Address, name);
            _refused = 0;
            _nextLog = time.GetTimestamp() + (long)(LogPause.TotalSeconds * time.TimestampFrequency);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} connections were closed before their first request, the last of them from {Address} for {Reason}: all is "
            + "MAX_CONNECTIONS, address MAX_CONNECTIONS_PER_ADDRESS, silent FIRST_BYTE_TIMEOUT; said once a minute"
    )]
    private partial void LogRefused(long count, IPAddress? address, string reason);
}
