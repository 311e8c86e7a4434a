using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using IxpServer.Tests.Telemetry;
using Npgsql;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>How the server ends when it is told to.</summary>
public sealed class StopTests
{
    /// <summary>So many that some learn of the end while they read, and others before.</summary>
    private const int Requests = 20;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What docs/containers.md gives logs and telemetry beyond that.</summary>
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    [Theory]
    [InlineData("Timeout=3")]
    [InlineData("Timeout=1000")]
    // So that whoever gives a query up waits in vain until the server has been asked to cancel it.
    [InlineData("Timeout=1000;No Reset On Close=true")]
    public async Task A_database_that_hangs_costs_neither_the_exit_code_nor_rows_nor_more_time_than_there_is(
        string more
    )
    {
        await using var place = new TemporaryDirectory();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var direct = database.Variables[0].Value;
        var address = new NpgsqlConnectionStringBuilder($"{direct};{more}");
        await using var proxy = SilentProxy.Start(address.Port);
        address.Port = proxy.Port;
        await using var server = Start(address.ConnectionString);
        using var http = new HttpClient { BaseAddress = await server.ReadyAsync() };
        await RenderAsync(http);
        await Eventually.TrueAsync(async () => await CountAsync() is 1, "the first row is there");

        // Whoever writes logs, looks for changes of the registry, and asks for a session, each over a connection.
        proxy.FallSilent();
        await RenderAsync(http);
        var waiting = http.PostAsync("/api/sessions", new StringContent("{}", null, "application/json"), Cancel);
        await Eventually.TrueAsync(() => Task.FromResult(proxy.Unanswered >= 3), "they wait for an answer");
        await RenderAsync(http);
        var begun = Stopwatch.GetTimestamp();
        Assert.Equal(0, await server.StopAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, 4 * (ShutdownTimeout + LastWrites));
        _ = await Record.ExceptionAsync(() => waiting);

        await using var next = Start(direct);
        await next.ReadyAsync();
        await Eventually.TrueAsync(async () => await CountAsync() is 3, "all rows are there");

        ServerProcess Start(string connectionString) =>
            ServerProcess.Start(
                ("ASPNETCORE_ENVIRONMENT", "Testing"),
                ("HOST", "127.0.0.1"),
                ("PORT", "0"),
                ("DOTNET_SHUTDOWNTIMEOUTSECONDS", $"{ShutdownTimeout.TotalSeconds}"),
                ("INTENT_LOG_SPOOL", place.Path),
                ("ConnectionStrings__ixpdb", connectionString)
            );

        async Task<int> CountAsync() => (await database.RowsAsync("SELECT id FROM intent_logs")).Count;
    }

    private static async Task RenderAsync(HttpClient http)
    {
        using var answer = await http.PostAsync(
            "/ixp/render",
            new StringContent(
                """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""",
                null,
                "application/json"
            ),
            Cancel
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
