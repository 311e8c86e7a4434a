using System.Net;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IxpServer.Tests.Http;

public sealed class CorsTests
{
    private static readonly Dictionary<string, string?> Listed = new()
    {
        ["Ixp:Cors:Origins"] = "https://app.example, https://other.example/",
    };

    [Theory]
    [InlineData("https://app.example")]
    [InlineData("https://other.example")]
    public async Task A_listed_origin_may_call_with_credentials(string origin)
    {
        await using var server = IxpTestServer.Start(Listed);
        using var response = await server.GetAsync("/ixp/intents", ("Origin", origin));

        Assert.Equal(origin, response.Header("Access-Control-Allow-Origin"));
        Assert.Equal("true", response.Header("Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", response.Header("Vary"));
    }

    [Fact]
    public async Task An_unlisted_origin_is_served_without_cors_headers()
    {
        await using var server = IxpTestServer.Start(Listed);
        using var response = await server.GetAsync("/ixp/intents", ("Origin", "https://evil.example"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(response.Header("Access-Control-Allow-Origin"));
        Assert.Null(response.Header("Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", response.Header("Vary"));
    }

    [Fact]
    public async Task Errors_can_be_read_by_listed_origins()
    {
        await using var server = IxpTestServer.Start(Listed);
        using var response = await server.RenderAsync("nope", "{}", ("Origin", "https://app.example"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("https://app.example", response.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_preflight_tells_methods_and_headers()
    {
        await using var server = IxpTestServer.Start(Listed);
        using var response = await server.SendAsync(
            new HttpRequestMessage(HttpMethod.Options, "/ixp/render"),
            ("Origin", "https://app.example"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type, authorization")
        );

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("https://app.example", response.Header("Access-Control-Allow-Origin"));
        Assert.Contains("POST", response.Header("Access-Control-Allow-Methods"));
        Assert.Contains("Content-Type", response.Header("Access-Control-Allow-Headers"));
        Assert.Contains("Authorization", response.Header("Access-Control-Allow-Headers"));
    }

    [Fact]
    public async Task The_default_is_the_servers_own_page()
    {
        await using var server = IxpTestServer.Start();
        using var own = await server.GetAsync("/ixp/intents", ("Origin", "http://localhost:3000"));
        using var other = await server.GetAsync("/ixp/intents", ("Origin", "http://localhost:3001"));

        Assert.Equal("http://localhost:3000", own.Header("Access-Control-Allow-Origin"));
        Assert.Null(other.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_star_admits_all_without_credentials()
    {
        await using var server = IxpTestServer.Start(new Dictionary<string, string?> { ["Ixp:Cors:Origins"] = "*" });
        using var response = await server.GetAsync("/ixp/intents", ("Origin", "https://any.example"));

        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
        Assert.Null(response.Header("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("/ixp/render", "POST", "https://app.example")]
    [InlineData("/ixp/intents", "GET", "https://app.example")]
    [InlineData("/ixp/sdk/config", "GET", "https://any.example")]
    [InlineData("/components/weather-card.js", "GET", "null")]
    public async Task A_page_may_send_what_tracers_add_and_what_the_operator_allows(
        string path,
        string method,
        string origin
    )
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(Listed) { ["Ixp:Cors:AllowedHeaders"] = "X-Tenant, traceparent" }
        );
        using var response = await PreflightAsync(server, path, method, origin, "baggage,traceparent,tracestate");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains(response.Header("Access-Control-Allow-Origin"), new[] { origin, "*" });
        var allowed = response.Header("Access-Control-Allow-Headers")!.Split(',', StringSplitOptions.TrimEntries);
        Assert.Superset(
            new HashSet<string>(["baggage", "traceparent", "tracestate", "x-tenant"], StringComparer.OrdinalIgnoreCase),
            new HashSet<string>(allowed, StringComparer.OrdinalIgnoreCase)
        );
        Assert.Distinct(allowed, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_page_may_not_send_is_in_the_log_with_the_setting_that_allows_it()
    {
        var log = new AnyLevel();
        await using var server = IxpTestServer.Start(Listed, services => services.AddSingleton<ILoggerProvider>(log));
        using var response = await PreflightAsync(
            server,
            "/ixp/render",
            "POST",
            "https://app.example",
            "content-type,x-tenant,x-other"
        );

        Assert.DoesNotContain("tenant", response.Header("Access-Control-Allow-Headers"));
        Assert.Contains(
            (
                LogLevel.Information,
                "A page of https://app.example may not send the request headers x-tenant, x-other; CORS_ALLOWED_HEADERS can allow them"
            ),
            log.Lines
        );
    }

    [Fact]
    public async Task Nobody_counts_what_a_browser_asks_before_a_page_may_send_something()
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(Listed) { ["Ixp:Limits:Max"] = "1", ["Ixp:Limits:SlowDownAfter"] = "0" }
        );
        foreach (var origin in new[] { "https://app.example", "https://evil.example", "" })
        {
            for (var i = 0; i < 3; i++)
            {
                using var response = await PreflightAsync(server, "/ixp/render", "POST", origin, "content-type");
                Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
                Assert.Null(response.Header("RateLimit"));
            }
        }
    }

    private static Task<HttpResponseMessage> PreflightAsync(
        IxpTestServer server,
        string path,
        string method,
        string origin,
        string headers
    ) =>
        server.SendAsync(
            new HttpRequestMessage(HttpMethod.Options, path),
            [
                .. origin.Length > 0 ? new[] { ("Origin", origin) } : [],
                ("Access-Control-Request-Method", method),
                ("Access-Control-Request-Headers", headers),
            ]
        );
}
