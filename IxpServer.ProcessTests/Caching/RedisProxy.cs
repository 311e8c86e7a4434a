using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace IxpServer.Tests.Caching;

/// <summary>Stands between servers and Redis, and can cut the connections that listen to messages, and no others.</summary>
internal sealed class RedisProxy : IAsyncDisposable
{
    private static readonly byte[] _subscribe = "SUBSCRIBE"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _listening = new();
    private readonly Task _accepting;
    private readonly int _redis;
    private volatile bool _isRefusing;

    private RedisProxy(int redis)
    {
        _redis = redis;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal int Listening => _listening.Count;

    internal static RedisProxy Start(int redis) => new(redis);

    /// <summary>Cuts every connection that listens, and each new one as soon as it asks for messages.</summary>
    internal void RefuseListeners()
    {
        _isRefusing = true;
        foreach (var client in _listening.Keys)
        {
            client.Close();
        }
    }

    internal void LetListenersIn() => _isRefusing = false;

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
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _redis, _stop.Token);
                var there = PumpAsync(client, server, sent => MayPass(client, sent));
                var back = PumpAsync(server, client, _ => true);
                await await Task.WhenAny(there, back);
            }
            catch (Exception cut)
                when (cut is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One side has gone, or the test has cut it.
            }
            finally
            {
                _listening.TryRemove(client, out var _);
            }
        }
    }

    private bool MayPass(TcpClient client, ReadOnlyMemory<byte> sent)
    {
        if (sent.Span.IndexOf(_subscribe) < 0)
        {
            return true;
        }

        _listening[client] = true;
        return !_isRefusing;
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, bool> mayPass)
    {
        var buffer = new byte[64 * 1024];
        while (
            await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read
            && mayPass(buffer.AsMemory(0, read))
        )
        {
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
