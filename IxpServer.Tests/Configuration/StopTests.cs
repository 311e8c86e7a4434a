using System.Net.Sockets;
using System.Text;
using IxpServer.Tests.Support;
using IxpServer.Tests.Telemetry;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>How the server ends when it is told to.</summary>
public sealed class StopTests
{
    /// <summary>So many that some learn of the end while they read, and others before.</summary>
    private const int Requests = 20;

    [Fact]
    public async Task A_request_that_outlasts_the_stop_costs_neither_the_exit_code_nor_what_is_held_back()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var collector = await OtlpSink.StartAsync();
        await using var server = ServerProcess.Start([
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0"),
            ("DOTNET_SHUTDOWNTIMEOUTSECONDS", "1"),
            .. collector.Variables("ixp"),
            // Nothing is sent before the end.
            ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
        ]);
        var address = await server.ListeningAsync();
        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.GetAsync("/ixp/intents", cancel);

        var sockets = new List<TcpClient>();
        for (var request = 0; request < Requests; request++)
        {
            sockets.Add(new TcpClient());
            await sockets[^1].ConnectAsync(address.Host, address.Port, cancel);
            var stream = sockets[^1].GetStream();
            await stream.WriteAsync(
                "POST /ixp/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n"u8.ToArray(),
                cancel
            );
            var started = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
            await stream.ReadExactlyAsync(started, cancel);
            Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(started));
        }

        Assert.Equal(0, await server.StopAsync());
        sockets.ForEach(socket => socket.Dispose());
        Assert.DoesNotContain("   at ", server.Output);
        Assert.Single(server.Output.Split('\n'), line => line.Contains("The end took longer than the 1 s"));
        Assert.Contains(collector.Spans, span => span.Attributes.GetValueOrDefault("url.path") is "/ixp/intents");
    }
}
