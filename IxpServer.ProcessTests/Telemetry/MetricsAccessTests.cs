using System.Net;
using IxpServer.Api.Configuration;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Hosting;
using IxpServer.Processes;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>Who may read the metrics, and what may not hinder them.</summary>
public sealed class MetricsAccessTests
{
    private const string MetricsEnabled = "Ixp:Metrics:Enabled";
    private const string Token = "scrape-scrape-scrape";

    [Fact]
    public async Task A_token_is_needed_where_there_is_one()
    {
        await using var server = Start(("Ixp:Metrics:Token", Token));

        using var none = await server.GetAsync("/metrics");
        using var wrong = await server.GetAsync("/metrics", ("Authorization", "Bearer scrape-scrape-scrapf"));
        using var right = await server.GetAsync("/metrics", ("Authorization", $"Bearer {Token}"));
        using var forwarded = await server.GetAsync(
            "/metrics",
            ("Authorization", $"Bearer {Token}"),
            ("X-Forwarded-For", "203.0.113.9")
        );
        using var post = await server.PostAsync("/metrics", "{}", ("Authorization", $"Bearer {Token}"));

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("Bearer realm=\"metrics\"", none.Header("WWW-Authenticate"));
        Assert.DoesNotContain("http_requests_total", await none.TextAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal("no-store", right.Header("Cache-Control"));
        Assert.Contains(
            "http_requests_total{method=\"GET\",route=\"/metrics\",status_code=\"401\"} 2",
            await right.TextAsync()
        );
        Assert.Equal(HttpStatusCode.OK, forwarded.StatusCode);
        Assert.Equal("GET, HEAD, OPTIONS", post.Header("Allow"));
        await post.ErrorAsync(HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
        using var options = await server.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/metrics"));
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal("GET, HEAD, OPTIONS", options.Header("Allow"));
    }

    [Fact]
    public async Task Neither_limits_nor_a_database_that_is_away_hinder_a_scrape()
    {
        await using var server = Start(
            ("Ixp:Limits:Max", "1"),
            ("ConnectionStrings:ixpdb", "Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1")
        );

        for (var scrape = 0; scrape < 4; scrape++)
        {
            using var response = await server.GetAsync("/metrics");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Without_metrics_nothing_is_served_and_nothing_listens()
    {
        await using var server = Start((MetricsEnabled, "false"));

        using var response = await server.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_port_of_their_own_has_them_and_the_probes_alone_and_the_servers_has_them_not()
    {
        using var authority = new TestAuthority("ours");
        var (certificate, key) = authority.IssueFiles("api.example.com");
        var port = LoopbackPort.FindFree(1);
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("HOST", "127.0.0.1"),
            ("METRICS_PORT", $"{port}"),
            ("ALLOWED_HOSTS", "api.example.com"),
            ("Kestrel__Endpoints__Api__Url", "https://127.0.0.1:0"),
            ("Kestrel__Endpoints__Api__Certificate__Path", certificate),
            ("Kestrel__Endpoints__Api__Certificate__KeyPath", key)
        );
        var main = await server.ListeningAsync();
        using var trusting = new SocketsHttpHandler();
        trusting.SslOptions.RemoteCertificateValidationCallback = CertificateAuthorities.Validator(
            CertificateAuthorities.Load("the test's authority", authority.File)
        );
        using var http = new HttpClient(trusting) { DefaultRequestHeaders = { Host = "api.example.com" } };
        using var scraper = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var cancel = TestContext.Current.CancellationToken;

        using var onMain = await http.GetAsync(new Uri(main, "/metrics"), cancel);
        using var onOwn = await scraper.GetAsync("/metrics", cancel);
        using var alive = await scraper.GetAsync("/alive", cancel);
        using var other = await scraper.GetAsync("/ixp/intents", cancel);

        Assert.Equal("https", main.Scheme);
        Assert.Equal(HttpStatusCode.NotFound, onMain.StatusCode);
        Assert.Equal(HttpStatusCode.OK, onOwn.StatusCode);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("::ffff:10.1.2.3", null, true)]
    [InlineData("172.31.0.1", null, true)]
    [InlineData("192.168.7.7", null, true)]
    [InlineData("fd00::7", null, true)]
    [InlineData("172.32.0.1", null, false)]
    [InlineData("203.0.113.9", null, false)]
    [InlineData("::ffff:203.0.113.9", null, false)]
    [InlineData("2001:db8::1", null, false)]
    [InlineData("10.1.2.3", "X-Forwarded-For", false)]
    [InlineData("127.0.0.1", "Forwarded", false)]
    [InlineData("127.0.0.1", "Via", false)]
    public void Without_token_or_port_they_are_for_private_networks(string address, string? header, bool isAllowed)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (header is not null)
        {
            context.Request.Headers[header] = "203.0.113.9";
        }

        var refused = new MetricsAccess(new MetricsOptions { Enabled = true }).Refuse(context);

        Assert.Equal(isAllowed ? null : StatusCodes.Status403Forbidden, refused?.Status);
    }

    private static IxpTestServer Start(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { [MetricsEnabled] = "true" };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return IxpTestServer.Start(all);
    }
}
