using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IxpServer.Processes;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>What clients and load balancers meet between SIGTERM and the end.</summary>
public sealed class DrainTests
{
    private const string Render = """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_on_closes_kept_alive_connections_after_an_answer_and_ends()
    {
        await using var server = Start(drain: "3600");
        using var http = new HttpClient { BaseAddress = await server.ReadyAsync() };
        using var kept = await RawClient.ConnectAsync(http.BaseAddress);
        using var slow = await RawClient.ConnectAsync(http.BaseAddress);
        Assert.DoesNotContain("Connection: close", await kept.PostAsync(Render));
        Assert.DoesNotContain("Connection: close", await slow.PostAsync(Render));

        server.Send(Signal.Terminate);
        await Eventually.TrueAsync(
            async () => (await http.GetAsync("/ready", Cancel)).StatusCode is HttpStatusCode.ServiceUnavailable,
            "/ready answers 503"
        );
        using (var ready = await http.GetAsync("/ready", Cancel))
        {
            var check = (await ready.JsonAsync()).GetProperty("checks").GetProperty("shutdown");
            Assert.Equal("unhealthy", check.GetProperty("status").GetString());
            Assert.Contains("about to end", check.GetProperty("message").GetString());
        }

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive", Cancel)).StatusCode);

        var answer = await kept.PostAsync(Render);
        Assert.StartsWith("HTTP/1.1 200", answer);
        Assert.Contains("Connection: close", answer);
        Assert.Equal(0, await kept.ReadAsync());

        // A body that is still on its way is waited for.
        await slow.SendAsync(RawClient.Head(Render.Length));
        await slow.SendAsync(Render[..10]);
        using var another = await RawClient.ConnectAsync(http.BaseAddress);
        Assert.Contains("Connection: close", await another.PostAsync(Render));
        await slow.SendAsync(Render[10..]);
        answer = await slow.AnswerAsync();
        Assert.StartsWith("HTTP/1.1 200", answer);
        Assert.Contains("Connection: close", answer);

        // The second signal does not wait for the rest of the hour.
        Assert.Equal(0, await server.StopAsync());
        Assert.Contains("serves for another 3600 s", server.Output);
        Assert.Contains("ends at once", server.Output);
    }

    [Fact]
    public async Task It_ends_by_itself_when_the_drain_is_over()
    {
        await using var server = Start(drain: "1");
        await server.ReadyAsync();
        var begun = Stopwatch.GetTimestamp();
        Assert.Equal(0, await server.StopAsync());
        Assert.True(Stopwatch.GetElapsedTime(begun) >= TimeSpan.FromSeconds(0.9));
        Assert.DoesNotContain("ends at once", server.Output);
    }

    [Fact]
    public async Task The_second_signal_cuts_off_what_still_runs()
    {
        await using var server = Start(drain: "0");
        using var hung = await RawClient.ConnectAsync(await server.ReadyAsync());
        await hung.SendAsync(RawClient.Head(Render.Length, "Expect: 100-continue\r\n"));
        Assert.StartsWith("HTTP/1.1 100", await hung.AnswerAsync());

        server.Send(Signal.Terminate);
        await Eventually.TrueAsync(
            () => Task.FromResult(server.Output.Contains("Application is shutting down")),
            "the server stops"
        );
        Assert.Equal(0, await server.StopAsync());
        Assert.Contains("ends at once", server.Output);
        Assert.DoesNotContain("The end took longer", server.Output);
    }

    private static ServerProcess Start(string drain) =>
        ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0"),
            ("SHUTDOWN_DRAIN", drain),
            ("DOTNET_SHUTDOWNTIMEOUTSECONDS", "3600")
        );

    /// <summary>One connection, whose bytes are seen.</summary>
    private sealed class RawClient : IDisposable
    {
        private readonly TcpClient _client = new() { NoDelay = true };
        private readonly byte[] _buffer = new byte[64 * 1024];

        internal static async Task<RawClient> ConnectAsync(Uri address)
        {
            var client = new RawClient();
            await client._client.ConnectAsync(address.Host, address.Port, Cancel);
            return client;
        }

        internal static string Head(int length, string more = "") =>
            $"POST /ixp/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{more}Content-Length: {length}\r\n\r\n";

        internal async Task<string> PostAsync(string body)
        {
            await SendAsync(Head(body.Length) + body);
            return await AnswerAsync();
        }

        internal async Task SendAsync(string text) =>
            await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancel);

        /// <summary>Head and body; a body has a length or ends with the last chunk.</summary>
        internal async Task<string> AnswerAsync()
        {
            var text = "";
            while (!IsComplete(text))
            {
                var read = await ReadAsync();
                Assert.NotEqual(0, read);
                text += Encoding.UTF8.GetString(_buffer, 0, read);
            }

            return text;
        }

        internal async Task<int> ReadAsync() =>
            await _client.GetStream().ReadAsync(_buffer, Cancel).AsTask().WaitAsync(Eventually.Limit, Cancel);

        public void Dispose() => _client.Dispose();

        private static bool IsComplete(string text)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return end >= 0
                && (
                    text.StartsWith("HTTP/1.1 100", StringComparison.Ordinal)
                    || text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
                    || (
                        text.Split("Content-Length: ") is [_, var rest, ..]
                        && Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= int.Parse(rest.Split('\r')[0])
                    )
                );
        }
    }
}
