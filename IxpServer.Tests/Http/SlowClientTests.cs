using System.Net.Sockets;
using System.Text;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>Clients that hold on to a connection are cut off: bare sockets against the real server.</summary>
public sealed class SlowClientTests(SlowClientTests.Server shared) : IClassFixture<SlowClientTests.Server>
{
    private readonly IxpTestServer _server = shared.Http;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Headers_that_drip_are_a_408_and_the_end_of_the_connection()
    {
        using var socket = await ConnectAsync(_server);
        await socket.SendAsync("GET /alive HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray(), Cancel);

        Assert.StartsWith("HTTP/1.1 408", await DripAsync(socket, "X-A: b\r\n"));
    }

    [Fact]
    public async Task A_body_that_drips_is_a_408_and_the_end_of_the_connection()
    {
        using var socket = await ConnectAsync(_server);
        await socket.SendAsync(
            "POST /ixp/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"u8.ToArray(),
            Cancel
        );
        var answer = await DripAsync(socket, " ");

        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("\"code\":\"TIMEOUT_ERROR\"", answer);
        Assert.Contains("\"timeoutMs\":2000", answer);
    }

    [Fact]
    public async Task An_idle_connection_is_closed()
    {
        using var socket = await ConnectAsync(_server);
        await socket.SendAsync("GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancel);
        using var reader = new StreamReader(new NetworkStream(socket));

        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_cut_off()
    {
        using var socket = await ConnectAsync(_server);
        var requests = Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat("GET /ixp/sdk HTTP/1.1\r\nHost: localhost\r\n\r\n", 100))
        );

        // Answers pile up until the server takes no more requests either; then it must give up, not wait.
        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            while (true)
            {
                await socket.SendAsync(requests, Cancel);
            }
        });
    }

    [Fact]
    public async Task Connections_beyond_the_most_are_closed_and_the_others_served()
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?> { ["Ixp:Server:MaxConnections"] = "1" }
        );
        using var first = await ConnectAsync(server);
        await first.SendAsync("GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancel);
        var buffer = new byte[1024];
        var answer = "";
        while (!answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
        {
            var length = await first.ReceiveAsync(buffer, Cancel);
            Assert.True(length > 0, answer);
            answer += Encoding.ASCII.GetString(buffer, 0, length);
        }

        using var second = await ConnectAsync(server);
        Assert.Equal("", await DripAsync(second, "GET /alive HTTP/1.1\r\n"));
        await first.SendAsync(
            "GET /alive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(),
            Cancel
        );
        Assert.StartsWith(
            "HTTP/1.1 200",
            Encoding.ASCII.GetString(buffer, 0, await first.ReceiveAsync(buffer, Cancel))
        );
    }

    [Theory]
    [InlineData(1, 9_000, 0, "414")]
    [InlineData(1, 1, 101, "431")]
    [InlineData(33_000, 1, 1, "431")]
    public async Task Heads_are_bounded(int valueLength, int pathLength, int headers, string status)
    {
        using var socket = await ConnectAsync(_server);
        var lines = string.Concat(
            Enumerable.Range(0, headers).Select(i => $"X-{i}: {new string('v', valueLength)}\r\n")
        );
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET /{new string('p', pathLength)} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n"),
            Cancel
        );
        using var reader = new StreamReader(new NetworkStream(socket));

        Assert.StartsWith($"HTTP/1.1 {status}", await reader.ReadLineAsync(Cancel));
    }

    private static async Task<Socket> ConnectAsync(IxpTestServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, Cancel);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.ConnectionReset)
        {
            // Accepted and closed at once, which whoever uses it finds out.
        }

        return socket;
    }

    /// <summary>Sends a little ten times a second until the server has answered or closed; all that it answered.</summary>
    private static async Task<string> DripAsync(Socket socket, string drop)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                if (!socket.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead))
                {
                    await socket.SendAsync(Encoding.ASCII.GetBytes(drop), Cancel);
                }
                else if (await socket.ReceiveAsync(buffer, Cancel) is var read and > 0)
                {
                    answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }
                else
                {
                    return answer.ToString();
                }
            }
        }
        catch (SocketException)
        {
            return answer.ToString();
        }
    }

    /// <summary>One server for all of them, as impatient as Kestrel, which looks once a second, can be.</summary>
    public sealed class Server : IAsyncDisposable
    {
        internal IxpTestServer Http { get; } =
            IxpTestServer.Start(
                new Dictionary<string, string?>
                {
                    ["Ixp:Server:HeadersTimeoutSeconds"] = "1",
                    ["Ixp:Server:KeepAliveSeconds"] = "1",
                    ["Ixp:Server:SlowClientGraceSeconds"] = "2",
                    ["Ixp:Server:MinDataRate"] = "100000",
                }
            );

        public ValueTask DisposeAsync() => Http.DisposeAsync();
    }
}
