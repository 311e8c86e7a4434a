using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>What browsers are told of every kind of answer.</summary>
public sealed class SecurityHeaderTests(SampleServer sample) : IClassFixture<SampleServer>
{
    private const string Pages = "default-src 'self'; script-src 'self'; style-src 'self'";

    private readonly IxpTestServer _server = sample.Http;

    [Fact]
    public async Task Every_answer_has_the_guides_headers()
    {
        foreach (
            var path in new[]
            {
                "/",
                "/index.html",
                "/ixp",
                "/ixp/intents",
                "/ixp/nope",
                "/ixp/render",
                "/ixp/sdk",
                "/ixp/sdk/frame",
                "/assets/app.js",
                "/components/weather-card.js",
                "/api/auth/me",
                "/api/sessions/nope",
                "/alive",
                "/openapi/v1.json",
            }
        )
        {
            using var response = await _server.GetAsync(path);
            Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
            Assert.Equal(path is "/ixp/sdk/frame" ? null : "DENY", response.Header("X-Frame-Options"));
            Assert.Equal("strict-origin-when-cross-origin", response.Header("Referrer-Policy"));
            Assert.Equal("0", response.Header("X-XSS-Protection"));
            Assert.NotNull(response.Header("Content-Security-Policy"));
            Assert.Null(response.Header("Server"));
            Assert.Null(response.Header("Strict-Transport-Security"));
        }
    }

    [Theory]
    [InlineData("/", null)]
    [InlineData("/index.html", null)]
    [InlineData("/ixp", null)]
    [InlineData("/ixp/nope", "text/html")]
    public async Task Pages_run_nothing_inline_and_are_framed_by_nobody(string path, string? accept)
    {
        using var response = await _server.GetAsync(path, ("Accept", accept ?? "*/*"));
        var policy = response.Header("Content-Security-Policy");

        Assert.StartsWith("text/html", response.Header("Content-Type"));
        Assert.StartsWith(Pages, policy);
        Assert.Contains("object-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("same-origin", response.Header("Cross-Origin-Opener-Policy"));
        Assert.Contains("geolocation=()", response.Header("Permissions-Policy"));
        var html = await response.TextAsync();
        Assert.DoesNotMatch("<style|\\son[a-z]+=|\\sstyle=|<script(?![^>]*\\ssrc=)", html);
    }

    [Theory]
    [InlineData("/ixp/intents")]
    [InlineData("/ixp/nope")]
    [InlineData("/api/auth/me")]
    public async Task Data_is_no_document_and_not_for_other_sites_to_embed(string path)
    {
        using var response = await _server.GetAsync(path);

        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Header("Content-Security-Policy"));
        Assert.Equal("same-origin", response.Header("Cross-Origin-Resource-Policy"));
    }

    [Theory]
    [InlineData("/ixp/sdk")]
    [InlineData("/ixp/sdk/frame")]
    [InlineData("/components/weather-card.js")]
    public async Task What_other_sites_embed_says_so(string path)
    {
        using var response = await _server.GetAsync(path);

        Assert.Equal("cross-origin", response.Header("Cross-Origin-Resource-Policy"));
    }

    [Fact]
    public async Task A_server_error_has_them_too()
    {
        await using var server = IxpTestServer.Start(services: WhoAsks.AddTo);
        using var response = await server.GetAsync("/fault");

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", response.Header("X-Frame-Options"));
        Assert.DoesNotContain("secret detail", await response.TextAsync());
    }
}
