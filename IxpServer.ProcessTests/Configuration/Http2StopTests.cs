using IxpServer.Processes;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>How the server takes leave of clients that speak HTTP/2.</summary>
public sealed class Http2StopTests
{
    private const string Render = """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""";

    [Theory]
    [InlineData("0")]
    [InlineData("3600")]
    public async Task The_client_is_told_to_go_and_what_it_has_begun_is_answered(string drain)
    {
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("Kestrel__Endpoints__Api__Url", "http://127.0.0.1:0"),
            ("Kestrel__Endpoints__Api__Protocols", "Http2"),
            ("SHUTDOWN_DRAIN", drain),
            ("DOTNET_SHUTDOWNTIMEOUTSECONDS", "3600")
        );
        using var connection = await Http2Connection.ConnectAsync(await server.ListeningAsync());

        // The leave to send its body shows that the server is at it.
        await connection.PostAsync(1, "/ixp/render", Render.Length);
        await connection.FrameAsync(Http2Connection.Headers, 1);
        await connection.SendAsync(1, Render[..10], isLast: false);

        server.Send(Signal.Terminate);
        if (drain is not "0")
        {
            // While it serves on, an answer is what tells the client.
            await Eventually.TrueAsync(
                () => Task.FromResult(server.Output.Contains("serves for another 3600 s")),
                "it has heard"
            );
            await connection.GetAsync(3, "/alive");
            await connection.AnsweredAsync(3);
        }

        var goAway = await connection.FrameAsync(Http2Connection.GoAway, 0);
        Assert.Equal([0, 0, 0, 0], goAway.Payload[4..8]);
        await connection.SendAsync(1, Render[10..], isLast: true);
        await connection.AnsweredAsync(1);
        if (drain is "0")
        {
            // As clients do that have been told and have had their last answer.
            connection.Dispose();
            Assert.Equal(0, await server.ExitAsync());
        }
        else
        {
            // The second signal ends the rest of the hour.
            await connection.ClosedAsync();
            Assert.Equal(0, await server.StopAsync());
        }
        Assert.DoesNotContain("The end took longer", server.Output);
    }
}
