using System.Net;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>Whom the server believes where a request came from, and which names it answers to.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData(null, "203.0.113.9", "127.0.0.1 http")]
    [InlineData("10.0.0.0/8", "203.0.113.9", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9 https")]
    [InlineData("127.0.0.0/8, 10.0.0.0/8", "203.0.113.9, 10.1.2.3", "203.0.113.9 https")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9 https")]
    [InlineData("127.0.0.1", "2001:db8::7", "2001:db8::7 https")]
    [InlineData("127.0.0.1", "nonsense", "127.0.0.1 http")]
    public async Task Only_a_trusted_proxy_tells_the_client(string? trusted, string forwarded, string expected)
    {
        await using var server = Start(trusted);
        var protocols = string.Join(", ", forwarded.Split(',').Select(_ => "https"));
        using var response = await server.GetAsync(
            "/who",
            ("X-Forwarded-For", forwarded),
            ("X-Forwarded-Proto", protocols),
            ("X-Forwarded-Host", "evil.example")
        );

        Assert.Equal(expected, await response.TextAsync());
    }

    [Theory]
    [InlineData("127.0.0.1", "/ixp-demo", "/ixp-demo/nope")]
    [InlineData("127.0.0.1", "/a/b.c/", "/a/b.c/nope")]
    [InlineData("127.0.0.1", "/%ff%00", "/nope")]
    [InlineData("127.0.0.1", "/", "/nope")]
    [InlineData("127.0.0.1", "ixp-demo", "/nope")]
    [InlineData("127.0.0.1", "//evil.example", "/nope")]
    [InlineData("127.0.0.1", "/\\evil.example", "/nope")]
    [InlineData("192.0.2.1", "/ixp-demo", "/nope")]
    public async Task Only_a_trusted_proxy_tells_where_the_server_is_mounted(
        string trusted,
        string prefix,
        string asked
    )
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?> { ["Ixp:Server:TrustedProxies"] = trusted }
        );
        using var response = await server.GetAsync(
            "/nope",
            ("X-Forwarded-Prefix", prefix),
            ("Accept", "application/problem+json")
        );

        Assert.Equal(asked, (await response.JsonAsync()).GetProperty("instance").GetString());
    }

    [Theory]
    [InlineData("127.0.0.1", "max-age=63072000")]
    [InlineData("192.0.2.1", null)]
    public async Task Strict_transport_security_is_for_TLS_that_a_trusted_proxy_tells_of(
        string trusted,
        string? expected
    )
    {
        await using var server = Start(trusted);
        using var response = await server.GetAsync(
            "/ixp/intents",
            ("Host", "ixp.example"),
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-Proto", "https")
        );

        Assert.Equal(expected, response.Header("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("api.example.com", HttpStatusCode.OK)]
    [InlineData("API.example.com:8443", HttpStatusCode.OK)]
    [InlineData("eu.ixp.example", HttpStatusCode.OK)]
    [InlineData("ixp.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("rebound.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("api.example.com.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task Only_names_of_the_server_are_answered_to(string host, HttpStatusCode expected)
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>
            {
                ["Ixp:Server:AllowedHosts:0"] = "api.example.com",
                ["Ixp:Server:AllowedHosts:1"] = "*.ixp.example",
            }
        );
        using var response = await server.GetAsync("/ixp/intents", ("Host", host));
        using var probe = await server.GetAsync("/alive", ("Host", host));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.Equal("DENY", response.Header("X-Frame-Options"));
    }

    [Fact]
    public async Task Wrong_values_stop_the_start_and_are_named_one_by_one()
    {
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("PORT", "0"),
            ("TRUSTED_PROXIES", "10.0.0.0/8,0.0.0.0/0"),
            ("Ixp__Server__AllowedHosts__0", "api.example.com"),
            ("Ixp__Server__AllowedHosts__1", "http://api.example.com"),
            ("CORS_ALLOWED_HEADERS", "X-Tenant, X Other"),
            ("MAX_CONNECTIONS", "0"),
            ("SLOW_CLIENT_GRACE", "1"),
            ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")
        );

        Assert.Equal(78, await server.ExitAsync());
        Assert.Contains("TRUSTED_PROXIES (Ixp__Server__TrustedProxies): found '10.0.0.0/8,0.0.0.0/0'", server.Output);
        Assert.Contains("ALLOWED_HOSTS (Ixp__Server__AllowedHosts__1): found 'http://api", server.Output);
        Assert.DoesNotContain("AllowedHosts__0", server.Output);
        Assert.Contains("CORS_ALLOWED_HEADERS (Ixp__Cors__AllowedHeaders): found 'X-Tenant, X Other'", server.Output);
        Assert.Contains("MAX_CONNECTIONS (", server.Output);
        Assert.Contains("SLOW_CLIENT_GRACE (", server.Output);
        Assert.Contains("ASPNETCORE_FORWARDEDHEADERS_ENABLED: found 'true'", server.Output);
    }

    [Theory]
    [InlineData("0.0.0.0/0", false)]
    [InlineData("::/0", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("proxy.example", false)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("192.0.2.7", true)]
    public void A_network_of_everybody_is_none(string text, bool isNetwork) =>
        Assert.Equal(isNetwork, Api.Configuration.ServerOptions.ParseNetwork(text) is not null);

    private static IxpTestServer Start(string? trusted) =>
        IxpTestServer.Start(new Dictionary<string, string?> { ["Ixp:Server:TrustedProxies"] = trusted }, WhoAsks.AddTo);
}
