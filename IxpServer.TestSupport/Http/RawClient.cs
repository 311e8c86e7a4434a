using System.Net.Sockets;
using System.Text;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>A bare connection to a server: what an HTTP client hides is seen, and what it never does can be done.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private bool _wasRefused;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static Task<RawClient> ConnectAsync(IxpTestServer server) =>
        ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);

    internal static async Task<RawClient> ConnectAsync(string host, int port)
    {
        var client = new RawClient();
        try
        {
            await client._socket.ConnectAsync(host, port, Cancel);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.ConnectionReset)
        {
            // Accepted and closed at once.
            client._wasRefused = true;
        }

        return client;
    }

    internal NetworkStream Stream() => new(_socket, ownsSocket: false);

    internal Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    internal async Task SendAsync(byte[] bytes) => await _socket.SendAsync(bytes, Cancel);

    /// <summary>Sends so many spaces, in chunks or as they are.</summary>
    internal async Task SendSpacesAsync(int length, bool areChunks = false)
    {
        var block = Encoding.ASCII.GetBytes(new string(' ', 65_536));
        for (var sent = 0; sent < length; sent += block.Length)
        {
            var part = block.AsMemory(0, Math.Min(block.Length, length - sent));
            if (areChunks)
            {
                await SendAsync($"{part.Length:x}\r\n");
            }

            for (var done = 0; done < part.Length; )
            {
                done += await _socket.SendAsync(part[done..], Cancel);
            }

            if (areChunks)
            {
                await SendAsync("\r\n");
            }
        }
    }

    /// <summary>One answer with a Content-Length, head and body; what there was of it when the connection ended.</summary>
    internal async Task<string> ReadAnswerAsync()
    {
        var answer = new StringBuilder();
        var block = new byte[4_096];
        while (true)
        {
            var text = answer.ToString();
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && text.Length >= head + 4 + ContentLength(text))
            {
                return text;
            }

            var count = await _socket.ReceiveAsync(block, Cancel);
            if (count is 0)
            {
                return text;
            }

            answer.Append(Encoding.UTF8.GetString(block, 0, count));
        }
    }

    /// <summary>Sends and reads the answer; nothing where the connection is closed.</summary>
    internal async Task<string> AskAsync(string request)
    {
        try
        {
            await SendAsync(request);
            return await ReadAnswerAsync();
        }
        catch (SocketException)
        {
            return "";
        }
    }

    /// <summary>Whether the server has closed the connection, or reset it, without a word.</summary>
    internal bool IsClosed()
    {
        try
        {
            return _wasRefused
                || (_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && _socket.Receive(new byte[1]) is 0);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int ContentLength(string head) =>
        head.Split("\r\n")
            .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture))
            .FirstOrDefault();
}
