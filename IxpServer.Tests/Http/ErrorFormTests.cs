using System.Net;
using System.Text.RegularExpressions;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>Errors come in the form that the caller asked for, always with the same status.</summary>
public sealed class ErrorFormTests(SampleServer sample) : IClassFixture<SampleServer>
{
    private readonly IxpTestServer _server = sample.Http;

    [Theory]
    [InlineData("/nope")]
    [InlineData("/ixp/nope")]
    [InlineData("/ixp/intents/nope")]
    [InlineData("/components/nope.js")]
    [InlineData("/assets")]
    public async Task Unknown_things_are_a_404_in_each_form(string path)
    {
        using var json = await _server.GetAsync(path, ("Accept", "*/*"));
        Assert.Equal(HttpStatusCode.NotFound, json.StatusCode);
        Assert.StartsWith("application/json", json.Header("Content-Type"));
        Assert.True((await json.JsonAsync()).TryGetProperty("error", out _));

        using var problem = await _server.GetAsync(path, ("Accept", "application/problem+json"));
        Assert.Equal(HttpStatusCode.NotFound, problem.StatusCode);
        Assert.Equal("application/problem+json", problem.Header("Content-Type"));
        var body = await problem.JsonAsync();
        Assert.Equal(404, body.GetProperty("status").GetInt32());
        Assert.Equal("Not Found", body.GetProperty("title").GetString());
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.NotEmpty(body.GetProperty("code").GetString()!);

        using var page = await _server.GetAsync(
            path,
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
        );
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        Assert.Contains("default-src 'self'", page.Header("Content-Security-Policy"));
        Assert.Contains("Not Found", await page.TextAsync());
    }

    [Theory]
    [InlineData("POST", "/components/nope.js")]
    [InlineData("OPTIONS", "/assets")]
    public async Task A_file_that_is_not_there_is_a_404_for_every_method(string method, string path)
    {
        using var response = await _server.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await response.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Theory]
    [InlineData("/nope")]
    [InlineData("/ixp/nope/")]
    [InlineData("/a//b/%2F/c.html")]
    [InlineData("/api/users")]
    public async Task What_a_page_names_is_there_from_every_depth(string path)
    {
        using var page = await _server.GetAsync(path, ("Accept", "text/html"));
        var asked = new Uri(_server.Http.BaseAddress!, path);
        var names = Regex
            .Matches(await page.TextAsync(), "href=\"(?<name>[^\"]*)\"", RegexOptions.None, Eventually.Limit)
            .Select(match => match.Groups["name"].Value);
        foreach (var name in names.Where(name => name is not "data:,"))
        {
            using var answer = await _server.GetAsync(new Uri(asked, name).PathAndQuery);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_page_shows_the_callers_text_as_text()
    {
        using var page = await _server.GetAsync("/%3Cscript%3Ealert(1)%3C/script%3E", ("Accept", "text/html"));
        Assert.DoesNotContain("<script>", await page.TextAsync());
    }

    [Theory]
    [InlineData("application/json;q=0.5, text/html;q=0.4", "application/json")]
    [InlineData("text/html;q=0.4, application/problem+json", "application/problem+json")]
    [InlineData("image/png", "application/json")]
    [InlineData("text/html;q=0", "application/json")]
    [InlineData("garbage;;;=", "application/json")]
    public async Task The_preferred_form_wins(string accept, string type)
    {
        using var response = await _server.GetAsync("/nope", ("Accept", accept));
        Assert.StartsWith(type, response.Header("Content-Type"));
    }

    [Fact]
    public async Task Problem_details_keep_the_faults()
    {
        using var response = await _server.RenderAsync("show_weather", "{}", ("Accept", "application/problem+json"));
        var body = await response.JsonAsync();
        Assert.Equal(400, body.GetProperty("status").GetInt32());
        Assert.Equal(
            "city",
            body.GetProperty("details").GetProperty("validationErrors")[0].GetProperty("path")[0].GetString()
        );
    }

    [Theory]
    [InlineData("GET", "/ixp/render", "POST, OPTIONS")]
    [InlineData("PUT", "/ixp/render", "POST, OPTIONS")]
    [InlineData("POST", "/ixp/intents", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/ixp/health", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/alive", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/ready", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/openapi/v1.json", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/assets/app.js", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/components/weather-card.js", "GET, HEAD, OPTIONS")]
    public async Task Other_methods_are_a_405_with_allow(string method, string path, string allow)
    {
        using var response = await _server.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await response.ErrorAsync(HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
        Assert.Equal(allow.Split(", ").Order(), response.Header("Allow")!.Split(", ").Order());
    }

    [Theory]
    [InlineData("/ixp/render")]
    [InlineData("/ixp/render/batch")]
    [InlineData("/ixp/intents")]
    [InlineData("/ixp/health")]
    [InlineData("/ixp/sdk")]
    [InlineData("/alive")]
    [InlineData("/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/")]
    [InlineData("/assets/app.js")]
    public async Task Options_is_answered_everywhere(string path)
    {
        using var response = await _server.SendAsync(new HttpRequestMessage(HttpMethod.Options, path));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains("OPTIONS", response.Header("Allow"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/ixp")]
    [InlineData("/ixp/intents")]
    [InlineData("/ixp/components")]
    [InlineData("/ixp/theme")]
    [InlineData("/ixp/sdk")]
    [InlineData("/ixp/sdk/config")]
    [InlineData("/ixp/sdk/frame")]
    [InlineData("/ixp/menu")]
    [InlineData("/ixp/init")]
    [InlineData("/ixp/health")]
    [InlineData("/ixp/metrics")]
    [InlineData("/ixp/intents/show_weather")]
    [InlineData("/alive")]
    [InlineData("/openapi/v1.json")]
    public async Task Head_answers_like_get_without_a_body(string path)
    {
        using var get = await _server.GetAsync(path);
        using var head = await _server.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(HttpStatusCode.OK, get.StatusCode);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Header("Content-Type"), head.Header("Content-Type"));
        Assert.Equal(get.Header("ETag"), head.Header("ETag"));
        Assert.Empty(await head.TextAsync());
    }

    [Theory]
    [InlineData("/IXP/Intents")]
    [InlineData("/ixp/intents/")]
    [InlineData("/ixp/")]
    [InlineData("/Ixp/Health/")]
    public async Task Paths_match_without_regard_to_case_and_with_a_trailing_slash(string path)
    {
        using var response = await _server.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Nothing_of_the_server_itself_is_told()
    {
        using var response = await _server.GetAsync("/ixp/intents");
        Assert.Null(response.Header("Server"));
        Assert.Null(response.Header("X-Powered-By"));
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
    }
}
