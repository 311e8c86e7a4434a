using System.Net;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Crawler;

/// <summary>What each parameter does, and what it does not accept.</summary>
public sealed class ParameterTests : IAsyncLifetime
{
    private const string Crawlable = ""","crawlable":true""";

    private readonly CrawlerFixture _crawler = new CrawlerFixture(
        Intent("second", more: Crawlable),
        Intent("hidden"),
        Intent("first", more: Crawlable + ""","title":"First","category":"Odds","tags":["a","b"]""")
    )
        .AddFile(
            "news",
            """
            [
              {"id":"n2","type":"note","lastUpdated":"2026-03-01T00:00:00.500Z","url":"https://example.com/2","pages":3},
              {"id":"n1","title":"One","description":"The first","lastUpdated":"2026-02-01","nested":{"a":[1]}}
            ]
            """,
            ("Description", "What happened"),
            ("Version", "2.0.0"),
            ("Type", "article")
        )
        .AddFile("more", """{"items":[{"id":"m1","lastUpdated":"2026-04-01T02:00:00+02:00"}]}""");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _crawler.DisposeAsync();

    [Fact]
    public async Task Intents_come_first_then_sources_by_name_then_ids()
    {
        var page = await _crawler.PageAsync();

        Assert.Equal(["first", "second", "m1", "n1", "n2"], CrawlerFixture.Ids(page));
        AssertJson.Equal("""{"nextCursor":null,"hasMore":false,"total":5}""", page.GetProperty("pagination"));
        Assert.False(page.TryGetProperty("metadata", out _));
    }

    [Fact]
    public async Task An_intent_has_its_name_its_title_and_when_it_changed()
    {
        var page = await _crawler.PageAsync("source=intents");

        var intents = await _crawler.Server.GetJsonAsync("/ixp/intents");
        var (first, second) = (page.GetProperty("contents")[0], page.GetProperty("contents")[1]);
        var changed = first.GetProperty("lastUpdated").GetString();
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", changed);
        Assert.Equal(3, intents.GetProperty("intents").GetArrayLength());
        AssertJson.Equal(
            $$"""
            {"type":"intent","id":"first","title":"First","description":"Test intent first","lastUpdated":"{{changed}}",
             "source":"intents","category":"Odds","tags":["a","b"],"version":"1.0.0"}
            """,
            first
        );
        Assert.Equal("second", second.GetProperty("title").GetString());
        Assert.Equal(changed, page.GetProperty("lastUpdated").GetString());
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    [InlineData("-5", 1)]
    [InlineData("0", 1)]
    [InlineData("-99999999999999999999", 1)]
    [InlineData("99999999999999", 5)]
    [InlineData("%2B2", 2)]
    [InlineData("", 5)]
    public async Task Limits_out_of_range_are_brought_into_it(string limit, int items) =>
        Assert.Equal(items, (await _crawler.IdsAsync($"limit={limit}")).Length);

    [Fact]
    public async Task A_page_holds_at_most_a_thousand_items_and_a_hundred_by_default()
    {
        await using var crawler = new CrawlerFixture().Add(
            new MemorySource("many", [.. Enumerable.Range(0, 1_500).Select(number => $"{number:0000}")])
        );

        Assert.Equal(1_000, (await crawler.IdsAsync("limit=5000")).Length);
        Assert.Equal(100, (await crawler.IdsAsync()).Length);
    }

    [Theory]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=-", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("lastUpdated=yesterday", "lastUpdated")]
    [InlineData("lastUpdated=2026-13-01", "lastUpdated")]
    [InlineData("lastUpdated=01/02/2026", "lastUpdated")]
    [InlineData("format=yaml", "format")]
    [InlineData("includeMetadata=maybe", "includeMetadata")]
    [InlineData("source=nowhere", "'nowhere'")]
    [InlineData("sources=news,elsewhere", "'elsewhere'")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=!!", "cursor")]
    public async Task What_cannot_be_understood_is_a_400_that_names_it(string query, string names)
    {
        using var response = await _crawler.GetAsync(query);
        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains(names, error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("2026-02-01", "m1 n2")]
    [InlineData("2026-01-31T23:59:59.999Z", "m1 n1 n2")]
    [InlineData("2026-03-01T00:00:00.500Z", "m1")]
    [InlineData("2026-03-01T01:00:00.499%2B01:00", "m1 n2")]
    [InlineData("2026-03-01T01:00:00.499+01:00", "m1 n2")]
    [InlineData("2026-04-01", "")]
    [InlineData("", "m1 n1 n2")]
    public async Task Only_strictly_newer_items_are_given(string date, string ids) =>
        Assert.Equal(ids, string.Join(' ', await _crawler.IdsAsync($"sources=news,more&lastUpdated={date}")));

    [Fact]
    public async Task Asking_for_what_is_newer_than_an_answer_gives_nothing_old()
    {
        var date = (await _crawler.PageAsync()).GetProperty("lastUpdated").GetString();
        var page = await _crawler.PageAsync($"lastUpdated={date}");

        Assert.Empty(CrawlerFixture.Ids(page));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, page.GetProperty("lastUpdated").ValueKind);
        AssertJson.Equal("""{"nextCursor":null,"hasMore":false}""", page.GetProperty("pagination"));
    }

    [Theory]
    [InlineData("type=note", "n2")]
    [InlineData("type=intent,article", "first second n1")]
    [InlineData("type=note&type=more", "m1 n2")]
    [InlineData("type=unheard", "")]
    [InlineData("source=more", "m1")]
    [InlineData("source=more&sources=intents", "first second m1")]
    [InlineData("sources=news,%20more", "m1 n1 n2")]
    [InlineData("source=&type=&fields=&format=&cursor=&includeMetadata=", "first second m1 n1 n2")]
    public async Task Types_and_sources_are_repeated_or_separated_by_commas(string query, string ids) =>
        Assert.Equal(ids, string.Join(' ', await _crawler.IdsAsync(query)));

    [Theory]
    [InlineData("fields=title", """{"type":"article","id":"n1","title":"One"}""")]
    [InlineData("fields=title,nested", """{"type":"article","id":"n1","title":"One","nested":{"a":[1]}}""")]
    [InlineData("fields=source&fields=absent", """{"type":"article","id":"n1","source":"news"}""")]
    public async Task Fields_project_the_items_but_keep_type_and_id(string query, string item) =>
        AssertJson.Equal(item, (await _crawler.PageAsync($"source=news&{query}")).GetProperty("contents")[0]);

    [Fact]
    public async Task Metadata_tells_of_each_source()
    {
        var metadata = (await _crawler.PageAsync("includeMetadata=true")).GetProperty("metadata");

        AssertJson.Equal(
            """
            {"sources":[
              {"name":"intents","description":"Intents that this server fulfils","version":"1.0.0","total":2,"dropped":0},
              {"name":"more","total":1,"dropped":0},
              {"name":"news","description":"What happened","version":"2.0.0","total":2,"dropped":0}
            ],"skipped":[]}
            """,
            metadata
        );
    }
}
