using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>The servers have a path of a host that has others too: whatever address they tell is below that path.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class MountedTests(NginxSite site) : IClassFixture<NginxSite>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("ixp")]
    [InlineData("ixp/")]
    [InlineData("ixp/sdk/frame")]
    public async Task What_a_page_names_is_there(string path)
    {
        using var client = Client();
        using var page = await client.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var names = Reference()
            .Matches(await page.TextAsync())
            .Select(match => match.Groups["address"].Value)
            .Where(name => name is not ['#', ..])
            .ToList();
        Assert.NotEmpty(names);
        foreach (var name in names)
        {
            var address = new Uri(page.RequestMessage!.RequestUri!, name);
            Assert.StartsWith(client.BaseAddress!.ToString(), address.ToString());
            using var answer = await client.GetAsync(address, Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{name}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task What_was_made_is_where_the_answer_says()
    {
        using var client = Client();
        using var made = await client.PostAsJsonAsync("api/sessions", new { }, Cancel);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.JsonAsync()).GetProperty("id").GetString();
        Assert.Equal($"/ixp-demo/api/sessions/{id}", made.Header("Location"));
    }

    [Fact]
    public async Task The_next_page_and_the_operations_of_the_document_are_below_the_path()
    {
        using var client = Client();
        using var first = await client.GetAsync("ixp/crawler_content?limit=1", Cancel);
        Assert.StartsWith("</ixp-demo/ixp/crawler_content?", first.Header("Link"));

        using var document = await client.GetAsync("openapi/v1.json", Cancel);
        var server = (await document.JsonAsync()).GetProperty("servers")[0].GetProperty("url").GetString();
        var operation = new Uri(document.RequestMessage!.RequestUri!, $"{server}/ixp/intents");
        Assert.Equal(new Uri(client.BaseAddress!, "ixp/intents"), operation);
    }

    [Fact]
    public async Task A_problem_says_what_was_asked()
    {
        using var client = Client();
        client.DefaultRequestHeaders.Accept.ParseAdd("application/problem+json");
        using var answer = await client.GetAsync("nope", Cancel);

        Assert.Equal("/ixp-demo/nope", (await answer.JsonAsync()).GetProperty("instance").GetString());
    }

    private HttpClient Client()
    {
        var client = site.Nginx.Client();
        client.BaseAddress = site.Nginx.MountedAddress;
        return client;
    }

    [GeneratedRegex("(href|src)=\"(?<address>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Reference();
}
