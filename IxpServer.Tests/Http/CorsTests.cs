using System.Net;
using IxpServer.Tests.Support;
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
    [InlineData("/ixp/sdk")]
    [InlineData("/ixp/sdk/config")]
    [InlineData("/components/weather-card.js")]
    public async Task The_browser_runtime_and_modules_are_for_any_origin(string path)
    {
        await using var server = IxpTestServer.Start(Listed);
        using var response = await server.GetAsync(path, ("Origin", "https://any.example"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
    }
}
