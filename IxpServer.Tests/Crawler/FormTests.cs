using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Crawler;

/// <summary>The same page as JSON, XML and CSV.</summary>
public sealed class FormTests : IAsyncLifetime
{
    /// <summary>All that is awkward in one form or another.</summary>
    private const string Items = """
        [
          {"id":"plain","title":"Plain","description":"Nothing special","lastUpdated":"2026-01-02T03:04:05.678Z"},
          {"id":"rich","type":"page","title":"Quotes \" and, commas","description":"Two\r\nlines <b>&amp;</b> ü 😀","lastUpdated":"2026-01-03","category":"Odds & ends","tags":["x","y, z"],"version":"1.2.3","count":3,"ratio":0.10,"ok":true,"nothing":null,"nested":{"list":[1,"two",{}],"a b":"c"}},
          {"id":"=cmd","title":"Control \u0001 and \uFFFE","description":"  spaces  ","lastUpdated":"2026-01-04T00:00:00+01:00","1st":"name","":"no name"}
        ]
        """;

    private readonly CrawlerFixture _crawler = new CrawlerFixture().AddFile("pages", Items, ("Type", "default"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _crawler.DisposeAsync();

    [Theory]
    [InlineData("json", "application/json; charset=utf-8")]
    [InlineData("xml", "application/xml; charset=utf-8")]
    [InlineData("csv", "text/csv; charset=utf-8; header=present")]
    public async Task Each_form_is_as_recorded(string format, string contentType)
    {
        using var response = await _crawler.GetAsync($"source=pages&includeMetadata=true&format={format}");
        var body = await response.TextAsync();

        Assert.Equal(contentType, response.Header("Content-Type"));
        Assert.Equal(
            await File.ReadAllTextAsync(Golden($"pages.{format}.txt"), TestContext.Current.CancellationToken),
            body
        );
    }

    [Theory]
    [InlineData("json")]
    [InlineData("xml")]
    [InlineData("CSV")]
    public async Task Each_form_has_an_entity_tag_and_answers_304(string format)
    {
        using var first = await _crawler.GetAsync($"limit=2&format={format}");
        var tag = first.Header("ETag")!;
        using var again = await _crawler.GetAsync($"limit=2&format={format}", ("If-None-Match", tag));

        Assert.Equal("public, no-cache", first.Header("Cache-Control"));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Header("ETag"));
        Assert.Equal(first.Header("Link"), again.Header("Link"));
        Assert.Empty(await again.TextAsync());
    }

    [Fact]
    public async Task Head_answers_like_get_without_the_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/ixp/crawler_content?format=csv");
        using var head = await _crawler.Server.SendAsync(request);
        using var get = await _crawler.GetAsync("format=csv");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Header("ETag"), head.Header("ETag"));
        Assert.Equal(get.Header("Content-Length"), head.Header("Content-Length"));
        Assert.Empty(await head.TextAsync());
    }

    [Fact]
    public async Task Only_the_parameter_chooses_the_form()
    {
        using var response = await _crawler.GetAsync("", ("Accept", "text/csv"));
        Assert.Equal("application/json; charset=utf-8", response.Header("Content-Type"));
    }

    [Fact]
    public async Task The_next_page_is_linked_in_each_form()
    {
        var ids = new List<string>();
        string? path = "/ixp/crawler_content?format=csv&limit=1&fields=title&source=pages";
        while (path is not null)
        {
            using var response = await _crawler.Server.GetAsync(path);
            ids.AddRange(Rfc4180.Read(await response.TextAsync()).Skip(1).Select(row => row[1]));
            path = response.Header("Link") is { } link ? link[1..link.IndexOf('>', StringComparison.Ordinal)] : null;
        }

        Assert.Equal(["=cmd", "plain", "rich"], ids);
    }

    [Fact]
    public async Task Xml_gives_back_every_text_it_can_hold()
    {
        var xml = XDocument.Parse(await TextAsync("xml"), LoadOptions.PreserveWhitespace);
        var items = xml.Root!.Element("contents")!.Elements("item").ToDictionary(item => item.Element("id")!.Value);

        Assert.Equal("Two\r\nlines <b>&amp;</b> ü 😀", items["rich"].Element("description")!.Value);
        Assert.Equal("  spaces  ", items["=cmd"].Element("description")!.Value);
        Assert.Equal("Control \uFFFD and \uFFFD", items["=cmd"].Element("title")!.Value);
        Assert.Equal("c", items["rich"].Element("nested")!.Element("a_x0020_b")!.Value);
    }

    [Fact]
    public async Task Csv_gives_back_every_text()
    {
        var rows = Rfc4180.Read(await TextAsync("csv"));

        Assert.Equal("=cmd", rows[1][1]);
        Assert.Equal("Quotes \" and, commas", rows[3][2]);
        Assert.Equal("Two\r\nlines <b>&amp;</b> ü 😀", rows[3][3]);
        AssertJson.Equal("""["x","y, z"]""", JsonElement.Parse(rows[3][7]));
        AssertJson.Equal("""{"1st":"name","":"no name"}""", JsonElement.Parse(rows[1][9]));
    }

    [Theory]
    [InlineData("fields=count,title,absent", "type,id,count,title,absent")]
    [InlineData("fields=id", "type,id")]
    public async Task The_columns_of_csv_are_the_fields_asked_for(string query, string columns)
    {
        using var response = await _crawler.GetAsync($"format=csv&{query}");
        Assert.Equal(columns, (await response.TextAsync()).Split("\r\n")[0]);
    }

    private async Task<string> TextAsync(string format)
    {
        using var response = await _crawler.GetAsync($"source=pages&format={format}");
        return await response.TextAsync();
    }

    /// <summary>Named as text, because a formatter would lay them out anew.</summary>
    private static string Golden(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);
}
