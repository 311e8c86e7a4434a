using System.Net;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.Crawler;

/// <summary>The rules that a source declares are kept, whether it is a file or code.</summary>
public sealed class RuleTests : IAsyncLifetime
{
    private const string Schema = """{"type":"object","required":["url"],"properties":{"url":{"type":"string"}}}""";

    private readonly MemorySource _shelf = new("shelf", "s1", "s2", "s3", "s4", "s5");
    private readonly CrawlerFixture _crawler = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _crawler.DisposeAsync();

    [Fact]
    public async Task A_disabled_source_does_not_exist()
    {
        _crawler.Add(_shelf).Configure("shelf", ("Enabled", "false"));
        _crawler.AddFile("news", "[]", ("Enabled", "false")).Configure("intents", ("Enabled", "false"));

        Assert.Empty(await _crawler.IdsAsync());
        foreach (var name in new[] { "shelf", "news", "intents" })
        {
            using var response = await _crawler.GetAsync($"source={name}");
            await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        }
    }

    [Fact]
    public async Task Items_of_a_file_that_break_the_schema_are_left_out_and_counted()
    {
        _crawler.AddFile(
            "news",
            """
            [{"id":"ok","url":"/"},{"id":"no-url"},{"id":"bad","url":7},{"id":"ok","url":"/"},{"url":"/"},
             {"id":"x","url":"\ud800"},{"id":"y","url":"/","lastUpdated":"soon"},"text",{"id":5,"url":"/5"}]
            """,
            ("Schema", Schema)
        );
        var page = await _crawler.PageAsync("source=news&includeMetadata=true");

        Assert.Equal(["5", "ok"], CrawlerFixture.Ids(page));
        AssertJson.Equal(
            $$"""[{"name":"news","total":2,"dropped":7,"schema":{{Schema}}}]""",
            page.GetProperty("metadata").GetProperty("sources")
        );
        AssertJson.Equal("""{"nextCursor":null,"hasMore":false,"total":2}""", page.GetProperty("pagination"));
    }

    [Fact]
    public async Task Items_made_in_code_that_break_the_schema_are_left_out_and_counted_once()
    {
        _crawler.WriteFile("schema", """{"properties":{"title":{"pattern":"^s[1-4]$"}}}""");
        _crawler.Add(_shelf).Configure("shelf", ("SchemaFile", _crawler.PathOf("schema")));

        Assert.Equal(["s1", "s2", "s3", "s4"], await _crawler.IdsAsync());
        await _crawler.IdsAsync("lastUpdated=2026-12-01");
        var page = await _crawler.PageAsync("includeMetadata=true");
        Assert.Equal(1, Dropped(page));

        _shelf.Items["s5"] = MemorySource.Item("s5") with { Title = "s1" };
        Assert.Equal(0, Dropped(await _crawler.PageAsync("includeMetadata=true")));
    }

    [Fact]
    public async Task A_source_is_read_as_often_as_its_rate_limit_allows()
    {
        _crawler.Add(_shelf).Configure("shelf", ("RateLimit:Requests", "2"), ("RateLimit:WindowSeconds", "60"));
        await _crawler.PageAsync("source=shelf");
        _crawler.Time.Advance(TimeSpan.FromSeconds(20));
        await _crawler.PageAsync();

        using var refused = await _crawler.GetAsync("source=shelf");
        var error = await refused.ErrorAsync(HttpStatusCode.TooManyRequests, "RATE_LIMIT_EXCEEDED");
        AssertJson.Equal("""{"limit":2,"windowMs":60000}""", error.GetProperty("details"));
        Assert.Equal("40", refused.Header("Retry-After"));
        Assert.Equal(2, _shelf.Reads);

        _crawler.Time.Advance(TimeSpan.FromSeconds(40));
        await _crawler.PageAsync("source=shelf");
        using var again = await _crawler.GetAsync("source=shelf");
        Assert.Equal("20", again.Header("Retry-After"));
    }

    [Fact]
    public async Task A_walk_waits_for_a_rate_limited_source_instead_of_losing_it()
    {
        _crawler.Add(_shelf).Configure("shelf", ("RateLimit:Requests", "1"), ("RateLimit:WindowSeconds", "60"));
        _crawler.AddFile("news", """[{"id":"n1"}]""");
        await _crawler.PageAsync("source=shelf");

        var first = await _crawler.PageAsync("includeMetadata=true");
        Assert.Equal(["n1"], CrawlerFixture.Ids(first));
        Assert.Equal(
            "RATE_LIMIT_EXCEEDED",
            first.GetProperty("metadata").GetProperty("skipped")[0].GetProperty("code").GetString()
        );
        using var refused = await _crawler.GetAsync(CrawlerFixture.Next(first)!);
        await refused.ErrorAsync(HttpStatusCode.TooManyRequests, "RATE_LIMIT_EXCEEDED");

        _crawler.Time.Advance(TimeSpan.FromSeconds(60));
        var last = await _crawler.PageAsync(CrawlerFixture.Next(first)!);
        Assert.Equal(["s1", "s2", "s3", "s4", "s5"], CrawlerFixture.Ids(last));
        Assert.Null(CrawlerFixture.Next(last));
    }

    [Fact]
    public async Task What_was_read_is_used_again_until_its_time_is_over()
    {
        _crawler.Add(_shelf).Configure("shelf", ("Cache:TtlSeconds", "30"));
        await _crawler.PageAsync();
        _shelf.Items["s6"] = MemorySource.Item("s6");
        _crawler.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(5, (await _crawler.IdsAsync("lastUpdated=2025-01-01")).Length);
        Assert.Equal(1, _shelf.Reads);

        _crawler.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(6, (await _crawler.IdsAsync()).Length);
        Assert.Equal(2, _shelf.Reads);
        Assert.Equal(6, (await _crawler.IdsAsync()).Length);
        Assert.Equal(2, _shelf.Reads);
    }

    [Fact]
    public async Task Callers_choose_where_they_go_on_but_not_what_is_cached()
    {
        await using var other = new CrawlerFixture();
        foreach (var crawler in new[] { _crawler, other })
        {
            var shelf = new MemorySource("long", [.. Enumerable.Range(0, 450).Select(i => $"{i:000}")]);
            crawler.Add(shelf).Configure("long", ("Cache:TtlSeconds", "30"), ("Pagination:MaxLimit", "100"));
        }

        var cursors = new List<(int At, string Cursor)>();
        for (var page = await _crawler.PageAsync("source=long&limit=70"); CrawlerFixture.Next(page) is { } next; )
        {
            cursors.Add(((cursors.Count + 1) * 70, next));
            page = await _crawler.PageAsync($"source=long&limit=70{next}");
        }

        Assert.Equal(6, cursors.Count);
        Assert.Equal(3, Kept(_crawler));
        foreach (var (at, cursor) in cursors)
        {
            var expected = Enumerable.Range(at, 3).Select(i => $"{i:000}");
            Assert.Equal(expected, await _crawler.IdsAsync($"source=long&limit=3{cursor}"));
            // Here nobody has come so far from the beginning.
            Assert.Equal(expected, await other.IdsAsync($"source=long&limit=3{cursor}"));
        }

        Assert.Equal((3, 0), (Kept(_crawler), Kept(other)));

        static int Kept(CrawlerFixture crawler) =>
            crawler
                .Server.Services.GetRequiredService<MemoryCache>()
                .Keys.Count(key => key is string text && text.StartsWith("crawler:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_that_became_shorter_meanwhile_loses_nothing()
    {
        var ids = Enumerable.Range(0, 450).Select(i => $"{i:000}").ToList();
        var shelf = new MemorySource("long", [.. ids]);
        _crawler.Add(shelf).Configure("long", ("Cache:TtlSeconds", "30"), ("Pagination:MaxLimit", "300"));
        var page = await _crawler.PageAsync("source=long&limit=190");
        await _crawler.PageAsync($"source=long&limit=190{CrawlerFixture.Next(page)}");
        for (var more = 0; more < 100; more++)
        {
            shelf.Items[$"0000{more:00}"] = MemorySource.Item($"0000{more:00}");
        }

        _crawler.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(ids[190..], await _crawler.IdsAsync($"source=long&limit=300{CrawlerFixture.Next(page)}"));
        Assert.Equal(ids[190..], await _crawler.IdsAsync($"source=long&limit=300{CrawlerFixture.Next(page)}"));
    }

    [Fact]
    public async Task A_failure_is_not_cached()
    {
        _crawler.Add(_shelf).Configure("shelf", ("Cache:TtlSeconds", "30"));
        _shelf.FailsAt = "";
        using var failed = await _crawler.GetAsync("source=shelf");
        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);

        _shelf.FailsAt = null;
        Assert.Equal(5, (await _crawler.IdsAsync("source=shelf")).Length);
    }

    [Fact]
    public async Task Page_limits_hold_for_one_source_and_within_a_walk()
    {
        _crawler
            .Add(_shelf)
            .Configure("shelf", ("Pagination:DefaultLimit", "2"), ("Pagination:MaxLimit", "4"))
            .AddFile("news", """[{"id":"n1"}]""");

        Assert.Equal(["s1", "s2"], await _crawler.IdsAsync("source=shelf"));
        Assert.Equal(["s1", "s2", "s3", "s4"], await _crawler.IdsAsync("source=shelf&limit=100"));
        Assert.Equal(["n1", "s1", "s2"], await _crawler.IdsAsync());
        var first = await _crawler.PageAsync("limit=100");
        Assert.Equal(["n1", "s1", "s2", "s3", "s4"], CrawlerFixture.Ids(first));
        Assert.Equal(["s5"], await _crawler.IdsAsync("limit=100" + CrawlerFixture.Next(first)));
    }

    [Fact]
    public async Task A_default_limit_may_be_above_the_usual_one()
    {
        await using var crawler = new CrawlerFixture()
            .Add(new MemorySource("many", [.. Enumerable.Range(0, 400).Select(number => $"{number:000}")]))
            .Configure("many", ("Pagination:DefaultLimit", "300"));

        Assert.Equal(300, (await crawler.IdsAsync("source=many")).Length);
        Assert.Equal(100, (await crawler.IdsAsync()).Length);
    }

    private static int Dropped(System.Text.Json.JsonElement page) =>
        page.GetProperty("metadata").GetProperty("sources")[1].GetProperty("dropped").GetInt32();
}
