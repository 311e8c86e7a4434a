using System.Diagnostics.Metrics;
using System.Text;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using IxpServer.Api.Requests;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>Large bodies share what memory they may take, and small ones do not notice.</summary>
public sealed class BodyBudgetTests
{
    private const int Mega = 1024 * 1024;
    private const string Small = """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""";

    private static readonly LimitCaller Ann = new(CallerKind.Address, 1);
    private static readonly LimitCaller Bob = new(CallerKind.Address, 2);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_does_not_fit_waits_in_turn_and_is_refused_after_a_while()
    {
        using var budget = Budget(megabytes: 2);
        using var first = await budget.ReceiveAsync(Ann, Mega, Cancel);
        var second = budget.ReceiveAsync(Ann, Mega / 2, Cancel).AsTask();
        var third = budget.ReceiveAsync(Ann, Mega / 2, Cancel).AsTask();
        var fourth = budget.ReceiveAsync(Ann, 1, Cancel).AsTask();

        Assert.NotNull(first);
        Assert.False(second.IsCompleted || third.IsCompleted || fourth.IsCompleted);
        first.Dispose();
        Assert.NotNull(await second);
        Assert.NotNull(await third);
        Assert.False(fourth.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await fourth);
    }

    [Fact]
    public async Task What_is_larger_than_everything_has_everything()
    {
        using var budget = Budget(megabytes: 2);
        var whole = await budget.ReceiveAsync(Ann, 100 * Mega, Cancel);
        var other = budget.ReceiveAsync(Ann, 1, Cancel).AsTask();

        Assert.NotNull(whole);
        Assert.False(other.IsCompleted);
        whole.Dispose();
        Assert.NotNull(await other);
    }

    [Fact]
    public async Task One_caller_keeps_only_itself_waiting()
    {
        using var budget = Budget(megabytes: 100);
        Assert.NotNull(await budget.ReceiveAsync(Ann, 10 * Mega, Cancel));
        var second = budget.ReceiveAsync(Ann, 10 * Mega, Cancel).AsTask();

        Assert.NotNull(await budget.ReceiveAsync(Bob, 10 * Mega, Cancel));
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task To_be_parsed_is_another_half_than_to_be_received()
    {
        using var budget = Budget(megabytes: 2);

        Assert.NotNull(await budget.ReceiveAsync(Ann, Mega, Cancel));
        Assert.NotNull(await budget.ParseAsync(Mega, Cancel));
    }

    [Fact]
    public async Task Who_goes_away_stops_waiting()
    {
        using var budget = Budget(megabytes: 2);
        using var all = await budget.ReceiveAsync(Ann, Mega, Cancel);
        using var gone = new CancellationTokenSource();
        var waiting = budget.ReceiveAsync(Ann, 1, gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void The_default_is_a_quarter_of_the_memory_and_bounded()
    {
        var memory = new ServerLimits().BodyMemory;

        Assert.Equal(Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 256L * Mega), memory);
    }

    [Fact]
    public async Task A_large_body_beyond_it_is_a_503_while_small_ones_are_served()
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>
            {
                ["Ixp:Server:BodyMemoryMegabytes"] = "2",
                ["Ixp:Server:BodyWaitSeconds"] = "1",
            }
        );

        // Admitted by what its head says; its end is still to come.
        using var slow = await RawClient.ConnectAsync(server);
        await slow.SendAsync(Head($"Content-Length: {2 * Mega}"));
        await Eventually.TrueAsync(async () => (int)(await LargeAsync(server)).StatusCode is 503, "it has its room");
        using var refused = await LargeAsync(server);
        var error = await refused.ErrorAsync(System.Net.HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        using var small = await server.PostAsync("/ixp/render", Small);

        // What is not known to be small is found out.
        using var chunks = await RawClient.ConnectAsync(server);
        await chunks.SendAsync(Head("Transfer-Encoding: chunked"));
        await chunks.SendSpacesAsync(100_000, areChunks: true);

        Assert.Contains("large bodies", error.GetProperty("message").GetString());
        Assert.Equal("2", refused.Header("Retry-After"));
        Assert.Equal(System.Net.HttpStatusCode.OK, small.StatusCode);
        Assert.StartsWith("HTTP/1.1 503", await chunks.ReadAnswerAsync());

        await slow.SendAsync(Small);
        await slow.SendSpacesAsync(2 * Mega - Small.Length);
        Assert.StartsWith("HTTP/1.1 200", await slow.ReadAnswerAsync());
        await Eventually.TrueAsync(async () => (int)(await LargeAsync(server)).StatusCode is 200, "the room is back");
    }

    [Theory]
    [InlineData("Content-Length: 1000", "identity")]
    [InlineData("Content-Length: 200000", "identity")]
    [InlineData("Transfer-Encoding: chunked", "identity")]
    [InlineData("Content-Length: 1000", "gzip")]
    [InlineData("Content-Length: 200000", "gzip")]
    [InlineData("Transfer-Encoding: chunked", "gzip")]
    [InlineData("Content-Length: 1000", "br")]
    [InlineData("Content-Length: 1000", "deflate")]
    public async Task A_body_that_takes_too_long_in_all_is_a_408_and_no_error_of_ours(string framing, string encoding)
    {
        using var log = new AnyLevel();
        await using (
            var server = IxpTestServer.Start(services: services =>
                services.AddSingleton<TimeProvider>(_time).AddSingleton<ILoggerProvider>(log)
            )
        )
        {
            using var client = await RawClient.ConnectAsync(server);
            var begun = BadBodyTests.Compress(Encoding.UTF8.GetBytes(Small), encoding)[..^10];
            var coding = encoding is "identity" ? "" : $"Content-Encoding: {encoding}\r\n";
            await client.SendAsync(Head($"{framing}\r\n{coding}Expect: 100-continue"));

            // So that no other time is over meanwhile.
            Assert.StartsWith("HTTP/1.1 100", await client.ReadAnswerAsync());
            await client.SendAsync(framing.Contains("chunked") ? [.. "3e8\r\n"u8, .. begun] : begun);
            var answer = client.ReadAnswerAsync();
            await PassAsync(() => answer.IsCompleted);

            Assert.StartsWith("HTTP/1.1 408", await answer);
            Assert.Contains("\"timeoutMs\":120000", await answer);
            Assert.Contains("Connection: close", await answer);
        }

        // What was to be said of the connection has been.
        Assert.Empty(log.Errors);
    }

    [Fact]
    public async Task What_comes_of_a_compressed_body_after_its_refusal_is_waited_for_without_an_error_of_ours()
    {
        using var log = new AnyLevel();
        await using (
            var server = IxpTestServer.Start(services: services =>
                services.AddSingleton<TimeProvider>(_time).AddSingleton<ILoggerProvider>(log)
            )
        )
        {
            using var client = await RawClient.ConnectAsync(server);
            var bomb = BadBodyTests.Compress(Encoding.UTF8.GetBytes(new string(' ', 11 * Mega)), "gzip");
            await client.SendAsync(Head("Content-Encoding: gzip\r\nTransfer-Encoding: chunked"));
            await client.SendAsync([.. Encoding.ASCII.GetBytes($"{bomb.Length:x}\r\n"), .. bomb, .. "\r\n"u8]);

            Assert.StartsWith("HTTP/1.1 413", await client.ReadAnswerAsync());
            await PassAsync(client.IsClosed);
        }

        Assert.Empty(log.Errors);
    }

    /// <summary>Lets time pass until something is so.</summary>
    private Task<TimeSpan> PassAsync(Func<bool> condition) =>
        Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(60));
                return Task.FromResult(condition());
            },
            "time has passed"
        );

    private static Task<HttpResponseMessage> LargeAsync(IxpTestServer server) =>
        server.PostAsync("/ixp/render", Small.PadRight(100_000));

    private static string Head(string framing) =>
        $"POST /ixp/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}\r\n\r\n";

    private BodyBudget Budget(int megabytes)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        return new BodyBudget(
            Configurations.Read<ServerLimits>(("BODY_MEMORY_MB", $"{megabytes}")),
            new MemoryReturn(_time),
            new LimitMetrics(services.GetRequiredService<IMeterFactory>()),
            _time
        );
    }
}
