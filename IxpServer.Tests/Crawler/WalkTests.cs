using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using IxpServer.Api.Crawler.Sources;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Crawler;

/// <summary>A walk visits every item exactly once, or ends in an explicit error.</summary>
public sealed class WalkTests : IAsyncLifetime
{
    private const string HalfAPair = "half a surrogate pair";

    private readonly MemorySource _alpha = new("alpha");
    private readonly MemorySource _beta = new("beta");
    private readonly MemorySource _gamma = new("gamma");
    private readonly CrawlerFixture _crawler;

    public WalkTests() =>
        _crawler = new CrawlerFixture(Intent("ask", more: ""","crawlable":true"""))
            .Add(_gamma)
            .Add(_alpha)
            .Add(_beta)
            .Configure("beta", ("Pagination:MaxLimit", "3"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _crawler.DisposeAsync();

    [Property(MaxTest = 60)]
    public async Task Items_that_stay_are_visited_once_while_others_come_and_go(
        byte[] lasting,
        byte[] passing,
        int seed
    )
    {
        var random = new Random(seed);
        MemorySource[] sources = [_alpha, _beta, _gamma];
        var staying = new HashSet<string> { "intents/ask" };
        foreach (var source in sources)
        {
            source.Items.Clear();
        }

        foreach (var number in lasting)
        {
            var (source, id) = (sources[random.Next(3)], Id(number));
            source.Items[id] = MemorySource.Item(id);
            staying.Add($"{source.Name}/{id}");
        }

        var visited = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = await _crawler.PageAsync($"limit={random.Next(1, 8)}{next}");
            visited.AddRange(Keys(page));
            next = CrawlerFixture.Next(page);
            foreach (var number in passing)
            {
                Toggle(sources[random.Next(3)], Id(number), staying);
            }
        }

        Assert.Equal(visited.Count, visited.Distinct().Count());
        Assert.Superset(staying, visited.ToHashSet());
    }

    [Property(MaxTest = 500)]
    public void Ids_are_ordered_like_their_bytes(string left, string right)
    {
        var bytes = Encoding.UTF8.GetBytes(Id(left)).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(Id(right)));
        Assert.Equal(Math.Sign(bytes), Math.Sign(CrawlerItem.CompareIds(Id(left), Id(right))));

        // FsCheck's texts may hold halves of pairs, and seldom hold whole ones.
        static string Id(string text) =>
            string.Concat(text.Select(letter => char.ConvertFromUtf32(letter % 3 * 0xF000 + letter % 7 + 32)));
    }

    [Fact]
    public async Task A_failed_source_is_passed_over_and_waited_for_at_the_end()
    {
        Fill();
        _beta.FailsAt = "";

        var first = await _crawler.PageAsync("includeMetadata=true");
        Assert.Equal(["ask", "a1", "a2", "c1", "c2"], CrawlerFixture.Ids(first));
        Assert.True(first.GetProperty("pagination").GetProperty("hasMore").GetBoolean());
        AssertJson.Equal(
            """[{"source":"beta","code":"DATA_PROVIDER_ERROR","reason":"The source 'beta' failed; the same request may be sent again"}]""",
            first.GetProperty("metadata").GetProperty("skipped")
        );

        using var failed = await _crawler.GetAsync(CrawlerFixture.Next(first)!);
        var error = await failed.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
        Assert.DoesNotContain("shelf", error.GetRawText());

        _beta.FailsAt = null;
        var last = await _crawler.PageAsync(CrawlerFixture.Next(first)!);
        Assert.Equal(["b1", "b2"], CrawlerFixture.Ids(last));
        Assert.Null(CrawlerFixture.Next(last));
    }

    [Fact]
    public async Task A_source_that_fails_half_way_goes_on_where_it_stopped()
    {
        foreach (var number in Enumerable.Range(0, 450))
        {
            _alpha.Items[Id(number)] = MemorySource.Item(Id(number));
        }

        _gamma.Items["c1"] = MemorySource.Item("c1");
        _alpha.FailsAt = Id(300);
        var first = await _crawler.PageAsync("limit=1000");
        Assert.Equal(1 + 200 + 1, CrawlerFixture.Ids(first).Length);

        _alpha.FailsAt = null;
        var last = await _crawler.PageAsync("limit=1000" + CrawlerFixture.Next(first));
        Assert.Equal(Enumerable.Range(200, 250).Select(Id), CrawlerFixture.Ids(last));
        Assert.Null(CrawlerFixture.Next(last));
    }

    [Fact]
    public async Task Two_failed_sources_are_taken_up_page_by_page()
    {
        Fill();
        (_alpha.FailsAt, _beta.FailsAt) = ("", "");
        var visited = new List<string>();
        var page = await _crawler.PageAsync("limit=1");
        visited.AddRange(CrawlerFixture.Ids(page));
        _alpha.FailsAt = null;
        while (CrawlerFixture.Next(page) is { } next)
        {
            _beta.FailsAt = visited.Count < 4 ? "" : null;
            page = await _crawler.PageAsync("limit=1" + next);
            visited.AddRange(CrawlerFixture.Ids(page));
            Assert.True(visited.Count < 10, "the walk goes round in circles");
        }

        Assert.Equal(["ask", "c1", "c2", "a1", "a2", "b1", "b2"], visited);
    }

    [Fact]
    public async Task A_failed_source_that_was_named_is_a_502()
    {
        Fill();
        _beta.FailsAt = "b2";
        foreach (var query in new[] { "source=beta", "sources=alpha,beta" })
        {
            using var response = await _crawler.GetAsync(query);
            var error = await response.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
            Assert.Equal("beta", error.GetProperty("details").GetProperty("source").GetString());
        }
    }

    [Theory]
    [InlineData("b2", "b1")]
    [InlineData("b1", "b1")]
    [InlineData("b1", "")]
    [InlineData("b1", HalfAPair)]
    public async Task A_source_whose_ids_do_not_ascend_or_are_none_has_failed(string first, string second)
    {
        // An attribute cannot hold such text.
        second = second is HalfAPair ? "b2\uD800" : second;
        Fill();
        _beta.Items[second] = MemorySource.Item(second);
        _beta.Order = [first, second];
        using var response = await _crawler.GetAsync("source=beta");
        await response.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
    }

    [Fact]
    public async Task A_source_that_does_not_answer_in_time_has_failed()
    {
        _crawler.Add(new StuckSource());
        var answer = _crawler.GetAsync("source=stuck");
        await Eventually.TrueAsync(
            () =>
            {
                _crawler.Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(answer.IsCompleted);
            },
            "the source is given up"
        );
        await (await answer).ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
    }

    [Fact]
    public async Task A_page_that_finds_nothing_for_long_goes_on_in_the_next()
    {
        foreach (var number in Enumerable.Range(0, 12_000))
        {
            _alpha.Items[$"{number:00000}"] = MemorySource.Item($"{number:00000}");
        }

        _alpha.Items["99999"] = MemorySource.Item("99999") with { Type = "rare" };
        var first = await _crawler.PageAsync("type=rare");
        var second = await _crawler.PageAsync($"type=rare{CrawlerFixture.Next(first)}");

        Assert.Empty(CrawlerFixture.Ids(first));
        Assert.Equal(["99999"], CrawlerFixture.Ids(second));
        Assert.Null(CrawlerFixture.Next(second));
    }

    [Fact]
    public async Task A_damaged_cursor_is_a_400()
    {
        Fill();
        var cursor = CrawlerFixture.Next(await _crawler.PageAsync("limit=2"))!;
        var bad = Enumerable
            .Range("&cursor=".Length, cursor.Length - "&cursor=".Length)
            .Select(at => cursor[..at] + (cursor[at] is 'A' ? 'B' : 'A') + cursor[(at + 1)..])
            .Append(cursor[..^1])
            .Append(cursor + "A")
            .Append(cursor + "=")
            .Append(cursor + cursor)
            .Append("&cursor=" + new string('A', 5_000));
        foreach (var query in bad)
        {
            using var response = await _crawler.GetAsync(query);
            await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        }
    }

    [Theory]
    [InlineData("type=thing")]
    [InlineData("source=alpha")]
    [InlineData("lastUpdated=2025-01-01")]
    public async Task A_cursor_does_not_go_on_with_other_filters(string filter)
    {
        Fill();
        var next = CrawlerFixture.Next(await _crawler.PageAsync("limit=2"));
        using var response = await _crawler.GetAsync(filter + next);
        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains("other filters", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_cursor_goes_on_with_other_limits_fields_and_forms()
    {
        Fill();
        var next = CrawlerFixture.Next(await _crawler.PageAsync("limit=2"));
        using var response = await _crawler.GetAsync("limit=1&fields=id&format=csv&includeMetadata=true" + next);
        Assert.Equal("type,id\r\nthing,a2\r\n", await response.TextAsync());
    }

    private static string Id(int number) => $"{number:000}";

    private static IEnumerable<string> Keys(JsonElement page) =>
        page.GetProperty("contents")
            .EnumerateArray()
            .Select(item => $"{item.GetProperty("source").GetString()}/{item.GetProperty("id").GetString()}");

    private static void Toggle(MemorySource source, string id, HashSet<string> staying)
    {
        // Items that stay may change, but not go.
        var change = MemorySource.Item(id) with
        {
            LastUpdated = MemorySource.Date.AddDays(1),
        };
        if (staying.Contains($"{source.Name}/{id}") || !source.Items.Remove(id))
        {
            source.Items[id] = change;
        }
    }

    private void Fill()
    {
        foreach (var (source, letter) in new[] { (_alpha, 'a'), (_beta, 'b'), (_gamma, 'c') })
        {
            source.Items[$"{letter}1"] = MemorySource.Item($"{letter}1");
            source.Items[$"{letter}2"] = MemorySource.Item($"{letter}2");
        }
    }

    private sealed class StuckSource : ICrawlerSource
    {
        public string Name => "stuck";

        public async IAsyncEnumerable<CrawlerItem> ReadAsync(
            CrawlerRead read,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
        )
        {
            await new TaskCompletionSource().Task;
            yield break;
        }
    }
}
