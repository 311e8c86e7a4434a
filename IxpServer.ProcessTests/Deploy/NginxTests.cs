using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>nginx before two real servers, over TLS.</summary>
[SupportedOSPlatform("linux")]
public sealed class NginxTests(NginxSite site) : IClassFixture<NginxSite>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_configuration_is_accepted()
    {
        var (code, output) = await site.Nginx.CheckAsync();
        Assert.True(code is 0, output);
        Assert.Contains("test is successful", output);
    }

    [Theory]
    [InlineData("-tls1_3", "New, TLSv1.3, Cipher is")]
    [InlineData("-tls1_2", "New, TLSv1.2, Cipher is ECDHE")]
    [InlineData("-tls1_1", "alert protocol version")]
    public async Task Only_the_newer_versions_of_TLS_are_spoken(string version, string expected)
    {
        var (_, output) = await Script.RunAsync(
            "openssl",
            ["s_client", "-connect", site.Nginx.Address.Authority, version, "-cipher", "ALL:@SECLEVEL=0"]
        );
        Assert.Contains(expected, output);
    }

    [Fact]
    public async Task Without_TLS_one_is_sent_on_to_it()
    {
        using var client = site.Nginx.Client();
        using var answer = await client.GetAsync(new Uri(site.Nginx.PlainAddress, "/ixp/intents?limit=1"), Cancel);

        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal("https://127.0.0.1/ixp/intents?limit=1", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/ixp/intents", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.NotFound)]
    [InlineData("/Metrics/", HttpStatusCode.NotFound)]
    [InlineData("/%6detrics", HttpStatusCode.NotFound)]
    [InlineData("/ready", HttpStatusCode.NotFound)]
    public async Task What_is_for_operators_is_not_passed_on_and_HSTS_is_on_every_answer(
        string path,
        HttpStatusCode expected
    )
    {
        using var client = site.Nginx.Client();
        using var answer = await client.GetAsync(path, Cancel);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(["max-age=63072000"], answer.Headers.GetValues("Strict-Transport-Security"));
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nginx", answer.Headers.Server.ToString());
    }

    [Fact]
    public async Task Health_has_no_details_for_strangers()
    {
        using var client = site.Nginx.Client();
        var health = await client.GetFromJsonAsync<JsonElement>("/health", Cancel);

        Assert.True(health.TryGetProperty("status", out _));
        Assert.False(health.TryGetProperty("version", out _));
    }

    [Fact]
    public async Task The_server_learns_the_clients_address_and_nobody_can_claim_another()
    {
        using var client = site.Nginx.Client("203.0.113.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.66");
        client.DefaultRequestHeaders.Add("X-Real-IP", "198.51.100.66");
        client.DefaultRequestHeaders.Add("Forwarded", "for=198.51.100.66");
        using var answer = await client.GetAsync("/ixp/components", Cancel);

        await Eventually.TrueAsync(
            () => Task.FromResult(site.Output.Contains("203.0.113.7", StringComparison.Ordinal)),
            "the address is in the log of requests"
        );
        Assert.DoesNotContain("198.51.100.66", site.Output);
    }

    [Fact]
    public async Task Floods_end_here_by_address_and_by_IPv6_network()
    {
        using var flood = site.Nginx.Client("2001:db8:1:1::1");
        using var neighbour = site.Nginx.Client("2001:db8:1:1:2::2");
        using var stranger = site.Nginx.Client("2001:db8:1:2::1");

        // Connected, so that nothing but nginx delays what follows.
        var before = (await AskAsync(neighbour, 1)).Concat(await AskAsync(stranger, 1)).ToList();
        var own = await AskAsync(flood, 400);
        var near = await AskAsync(neighbour, 80);
        var far = await AskAsync(stranger, 80);
        var refused = own.Where(answer => answer.StatusCode is HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.Contains(near, answer => answer.StatusCode is HttpStatusCode.TooManyRequests);
        Assert.All(far, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.All(own.Except(refused), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal("1", refused[0].Headers.GetValues("Retry-After").Single());
        var error = (await refused[0].Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error");
        Assert.Equal("RATE_LIMIT_EXCEEDED", error.GetProperty("code").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", error.GetProperty("timestamp").GetString());
        foreach (var answer in before.Concat(own).Concat(near).Concat(far))
        {
            answer.Dispose();
        }

        // Over HTTP/2, so that all come at once.
        static Task<HttpResponseMessage[]> AskAsync(HttpClient client, int times) =>
            Task.WhenAll(
                Enumerable
                    .Range(0, times)
                    .Select(_ =>
                        client.SendAsync(
                            new HttpRequestMessage(HttpMethod.Get, "/alive")
                            {
                                Version = HttpVersion.Version20,
                                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                            },
                            Cancel
                        )
                    )
            );
    }

    [Fact]
    public async Task A_body_that_no_address_takes_is_refused_in_the_servers_form()
    {
        using var client = site.Nginx.Client();
        using var answer = await client.PostAsync("/ixp/render", new ByteArrayContent(new byte[10_485_761]), Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error");
        Assert.Equal("INVALID_REQUEST", error.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GET", "/metrics", 404, "NOT_FOUND")]
    [InlineData("TRACE", "/ixp/intents", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("GET", "/{9000}", 414, "INVALID_REQUEST")]
    [InlineData("GET", "/ixp/intents", 400, "INVALID_REQUEST")]
    public async Task Its_own_errors_are_in_the_servers_form_and_any_page_can_read_them(
        string method,
        string path,
        int status,
        string code
    )
    {
        using var client = site.Nginx.Client();
        path = path.Replace("{9000}", new string('a', 9_000), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", "https://page.example");
        if (status is 400)
        {
            request.Headers.Add("X-Long", new string('a', 9_000));
        }

        using var answer = await client.SendAsync(request, Cancel);

        await answer.ErrorAsync((HttpStatusCode)status, code);
        AssertReadable(answer);
    }

    [Fact]
    public async Task Nobody_counts_what_a_browser_asks_before_a_page_may_send_something()
    {
        using var client = site.Nginx.Client("203.0.113.77");
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => PreflightAsync(client)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    [Fact]
    public async Task A_page_learns_that_no_replica_answers()
    {
        await using var nginx = await NginxProcess.StartAsync(new Uri("http://127.0.0.1:1"));
        using var client = nginx.Client();
        using var preflight = await PreflightAsync(client);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("POST", preflight.Header("Access-Control-Allow-Methods"));
        Assert.Equal("content-type,baggage", preflight.Header("Access-Control-Allow-Headers"));
        Assert.Equal("0", preflight.Header("Access-Control-Max-Age"));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/ixp/render")
        {
            Content = new StringContent("{}"),
        };
        request.Headers.Add("Origin", "https://page.example");
        using var answer = await client.SendAsync(request, Cancel);
        await answer.ErrorAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        AssertReadable(answer);
        Assert.Equal("2", answer.Header("Retry-After"));
    }

    private static Task<HttpResponseMessage> PreflightAsync(HttpClient client)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/ixp/render")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("Origin", "https://page.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,baggage");
        return client.SendAsync(request, Cancel);
    }

    private static void AssertReadable(HttpResponseMessage answer)
    {
        // Of a request line that is too long nginx reads no headers.
        Assert.Equal(
            answer.StatusCode is HttpStatusCode.RequestUriTooLong ? "*" : "https://page.example",
            answer.Header("Access-Control-Allow-Origin")
        );
        Assert.Equal("true", answer.Header("Access-Control-Allow-Credentials"));
        Assert.Equal("Retry-After", answer.Header("Access-Control-Expose-Headers"));
        Assert.Contains("Origin", answer.Header("Vary"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }
}
