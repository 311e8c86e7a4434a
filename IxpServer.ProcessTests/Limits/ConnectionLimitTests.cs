using System.Net;
using System.Net.Security;
using IxpServer.Processes;
using IxpServer.Tests.Http;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Limits;

/// <summary>Nobody keeps others out by holding connections.</summary>
public sealed class ConnectionLimitTests
{
    private const string NotThere = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task One_address_has_only_so_many()
    {
        await using var server = Start(("Ixp:Server:MaxConnectionsPerAddress", "2"));
        using var first = await SpeakAsync(server);
        using var second = await SpeakAsync(server);
        using var third = await RawClient.ConnectAsync(server);
        await ClosedAsync(third);

        // Whose place is free again.
        first.Dispose();
        await Eventually.TrueAsync(
            async () =>
            {
                using var next = await RawClient.ConnectAsync(server);
                return (await next.AskAsync(NotThere)).StartsWith("HTTP/1.1 404", StringComparison.Ordinal);
            },
            "a place is free"
        );
    }

    [Fact]
    public async Task A_trusted_proxy_has_as_many_as_there_are()
    {
        await using var server = Start(
            ("Ixp:Server:MaxConnectionsPerAddress", "1"),
            ("Ixp:Server:TrustedProxies", "127.0.0.0/8")
        );
        using var first = await SpeakAsync(server);
        using var second = await SpeakAsync(server);
    }

    [Fact]
    public async Task Who_says_nothing_is_closed_at_once_with_or_without_tls()
    {
        using var authority = new TestAuthority("ca");
        var (certificate, key) = authority.IssueFiles("127.0.0.1");
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("FIRST_BYTE_TIMEOUT", "1"),
            ("HEADERS_TIMEOUT", "1"),
            ("Kestrel__Endpoints__Api__Url", "https://127.0.0.1:0"),
            ("Kestrel__Certificates__Default__Path", certificate),
            ("Kestrel__Certificates__Default__KeyPath", key)
        );
        var address = await server.ListeningAsync();
        using var silent = await RawClient.ConnectAsync(address.Host, address.Port);
        using var shaken = await RawClient.ConnectAsync(address.Host, address.Port);
        await using var tls = new SslStream(shaken.Stream(), false, (_, shown, _, _) => authority.HasIssued(shown));
        await tls.AuthenticateAsClientAsync("127.0.0.1");

        await ClosedAsync(silent);
        await ClosedAsync(shaken);
    }

    [Fact]
    public async Task A_connection_that_has_spoken_may_be_silent_for_longer()
    {
        await using var server = IxpTestServer.Start(services: services => services.AddSingleton<TimeProvider>(_time));
        using var silent = await RawClient.ConnectAsync(server);
        using var spoken = await SpeakAsync(server);
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(silent.IsClosed());
            },
            "who says nothing is closed"
        );
        await spoken.SendAsync(NotThere);

        Assert.StartsWith("HTTP/1.1 404", await spoken.ReadAnswerAsync());
    }

    [Fact]
    public async Task Probes_get_through_on_the_metrics_own_port_when_all_connections_are_taken()
    {
        var port = LoopbackPort.FindFree(1);
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0"),
            ("METRICS_PORT", $"{port}"),
            ("MAX_CONNECTIONS", "1")
        );
        var address = await server.ReadyAsync();
        using var all = await AcquireAsync(address);
        using var more = await RawClient.ConnectAsync(address.Host, address.Port);
        await ClosedAsync(more);

        using var http = new HttpClient();
        foreach (var path in new[] { "/alive", "/ready", "/health", "/metrics" })
        {
            using var answer = await http.GetAsync(
                $"http://127.0.0.1:{port}{path}",
                TestContext.Current.CancellationToken
            );
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            if (path is "/metrics")
            {
                Assert.Contains("ixp_limits_connections_refused_total{reason=\"all\"} ", await answer.TextAsync());
            }
        }
    }

    /// <summary>The only connection, once nobody else has it any more.</summary>
    private static async Task<RawClient> AcquireAsync(Uri address)
    {
        RawClient? client = null;
        await Eventually.TrueAsync(
            async () =>
            {
                client?.Dispose();
                client = await RawClient.ConnectAsync(address.Host, address.Port);
                return (await client.AskAsync(NotThere)).StartsWith("HTTP/1.1 404", StringComparison.Ordinal);
            },
            "the connection is free"
        );
        return client!;
    }

    private static IxpTestServer Start(params (string Name, string Value)[] settings) =>
        IxpTestServer.Start(settings.ToDictionary(pair => pair.Name, pair => (string?)pair.Value));

    /// <summary>A connection over which a request was answered.</summary>
    private static async Task<RawClient> SpeakAsync(IxpTestServer server)
    {
        var client = await RawClient.ConnectAsync(server);
        await client.SendAsync(NotThere);
        Assert.StartsWith("HTTP/1.1 404", await client.ReadAnswerAsync());
        return client;
    }

    private static Task<TimeSpan> ClosedAsync(RawClient client) =>
        Eventually.TrueAsync(() => Task.FromResult(client.IsClosed()), "the connection is closed");
}
