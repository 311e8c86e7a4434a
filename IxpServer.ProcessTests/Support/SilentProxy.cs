using System.Net;
using System.Net.Sockets;

namespace IxpServer.Tests.Support;

/// <summary>
/// Stands before a server and can fall silent: what is sent is taken and nothing comes back, as with a half-open
/// connection behind a firewall that drops packets.
/// </summary>
internal sealed class SilentProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _isSilent;
    private int _unanswered;

    private SilentProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal static SilentProxy Start(int target) => new(target);

    /// <summary>How many conversations have been cut off by silence.</summary>
    internal int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>From now on nothing comes back, on old connections and new ones.</summary>
    internal void FallSilent() => _isSilent = true;

    /// <summary>New connections are passed on again; those that were silent stay so.</summary>
    internal void Speak() => _isSilent = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // One of them has gone away.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        var isSilent = false;
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            // Half of a conversation cannot be taken up again.
            if (_isSilent && !isSilent)
            {
                isSilent = true;
                Interlocked.Increment(ref _unanswered);
            }

            if (!isSilent)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
    }
}
