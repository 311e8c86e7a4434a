using System.Net;
using System.Text;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Crawler;

/// <summary>Sources that ask for credentials.</summary>
public sealed class AuthTests : IAsyncLifetime
{
    private readonly CrawlerFixture _crawler = new CrawlerFixture()
        .AddFile("open", """[{"id":"o1"}]""")
        .AddFile("keyed", """[{"id":"k1"},{"id":"k2"}]""", ("Auth:Type", "apiKey"), ("Auth:Secret", "key-1"))
        .AddFile(
            "custom",
            """[{"id":"c1"}]""",
            ("Auth:Type", "apiKey"),
            ("Auth:Header", "X-Crawl"),
            ("Auth:Secret", "key-2")
        )
        .AddFile("token", """[{"id":"t1"}]""", ("Auth:Type", "bearer"), ("Auth:Secret", "tok:en"))
        .AddFile(
            "basic",
            """[{"id":"b1"}]""",
            ("Auth:Type", "basic"),
            ("Auth:User", "ann"),
            ("Auth:Secret", "pass:wörd")
        );

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _crawler.DisposeAsync();

    [Theory]
    [InlineData("keyed", "X-API-Key", "key-1")]
    [InlineData("keyed", "x-api-key", "key-1")]
    [InlineData("custom", "X-Crawl", "key-2")]
    [InlineData("token", "Authorization", "Bearer tok:en")]
    [InlineData("token", "Authorization", "bearer tok:en")]
    [InlineData("basic", "Authorization", "Basic ann:pass:wörd")]
    public async Task Valid_credentials_open_a_source_to_private_answers(string source, string header, string value)
    {
        using var response = await _crawler.GetAsync($"source={source}", (header, Encoded(value)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("private, no-cache", response.Header("Cache-Control"));
        Assert.NotEmpty(CrawlerFixture.Ids(await response.JsonAsync()));
    }

    [Theory]
    [InlineData("keyed", "X-API-Key", "key-2", "ApiKey realm=\"keyed\", header=\"X-API-Key\"")]
    [InlineData("keyed", "X-API-Key", "", "ApiKey realm=\"keyed\", header=\"X-API-Key\"")]
    [InlineData("custom", "X-API-Key", "key-2", "ApiKey realm=\"custom\", header=\"X-Crawl\"")]
    [InlineData("token", "Authorization", "Bearer token", "Bearer realm=\"token\"")]
    [InlineData("token", "Authorization", "tok:en", "Bearer realm=\"token\"")]
    [InlineData("token", "X-API-Key", "tok:en", "Bearer realm=\"token\"")]
    [InlineData("basic", "Authorization", "Basic ann:wrong", "Basic realm=\"basic\", charset=\"UTF-8\"")]
    [InlineData("basic", "Authorization", "Basic", "Basic realm=\"basic\", charset=\"UTF-8\"")]
    [InlineData("basic", "Authorization", "Basic %%%", "Basic realm=\"basic\", charset=\"UTF-8\"")]
    public async Task Without_them_a_source_that_was_named_is_a_401(
        string source,
        string header,
        string value,
        string challenge
    )
    {
        using var response = await _crawler.GetAsync($"sources=open,{source}", (header, Encoded(value)));

        var error = await response.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        Assert.Contains($"'{source}'", error.GetProperty("message").GetString());
        Assert.Equal(challenge, response.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_walk_passes_over_what_it_may_not_read_and_says_so()
    {
        using var response = await _crawler.GetAsync("includeMetadata=true", ("X-API-Key", "key-1"));
        var page = await response.JsonAsync();

        Assert.Equal(["k1", "k2", "o1"], CrawlerFixture.Ids(page));
        var skipped = page.GetProperty("metadata").GetProperty("skipped").EnumerateArray().ToList();
        Assert.Equal(["basic", "custom", "token"], skipped.Select(entry => entry.GetProperty("source").GetString()));
        Assert.All(skipped, entry => Assert.Equal("UNAUTHORIZED", entry.GetProperty("code").GetString()));
        Assert.DoesNotContain("key-2", page.GetRawText());
    }

    [Fact]
    public async Task A_walk_without_credentials_is_public()
    {
        using var response = await _crawler.GetAsync();
        Assert.Equal("public, no-cache", response.Header("Cache-Control"));
        Assert.Equal(["o1"], CrawlerFixture.Ids(await response.JsonAsync()));
    }

    [Fact]
    public async Task A_walk_that_loses_its_credentials_ends_in_an_error()
    {
        using var first = await _crawler.GetAsync("limit=1", ("X-API-Key", "key-1"));
        var next = CrawlerFixture.Next(await first.JsonAsync());
        using var inside = await _crawler.GetAsync("limit=1" + next);
        await inside.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");

        using var other = await _crawler.GetAsync(
            "limit=1" + next,
            ("X-API-Key", "key-1"),
            ("Authorization", "Bearer tok:en")
        );
        await other.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        using var second = await _crawler.GetAsync("limit=1" + next, ("X-API-Key", "key-1"));
        Assert.Equal(["k2"], CrawlerFixture.Ids(await second.JsonAsync()));
    }

    /// <summary>Writes the credentials of <c>Basic</c> in Base64 where they are user and password.</summary>
    private static string Encoded(string value) =>
        value.StartsWith("Basic ", StringComparison.Ordinal) && value.Contains(':')
            ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(value["Basic ".Length..]))
            : value;
}
