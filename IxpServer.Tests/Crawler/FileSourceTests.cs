using Xunit;

namespace IxpServer.Tests.Crawler;

/// <summary>A source that is a file follows the file.</summary>
public sealed class FileSourceTests : IAsyncLifetime
{
    private readonly CrawlerFixture _crawler = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _crawler.DisposeAsync();

    [Fact]
    public async Task A_changed_file_is_read_again()
    {
        _crawler.AddFile("news", """[{"id":"a"}]""");
        Assert.Equal(["a"], await _crawler.IdsAsync());

        _crawler.WriteFile("news", """{"items":[{"id":"b"},{"id":"a"}]}""");
        Assert.Equal(["a", "b"], await _crawler.IdsAsync());
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_leaves_the_last_items_in_use()
    {
        _crawler.AddFile("news", """[{"id":"a"}]""");
        Assert.Equal(["a"], await _crawler.IdsAsync());

        foreach (var broken in new[] { "[{", "7", """{"items":{}}""", """[{"id":"a","id":"b"}]""", "" })
        {
            _crawler.WriteFile("news", broken);
            Assert.Equal(["a"], await _crawler.IdsAsync());
        }

        File.Delete(_crawler.PathOf("news"));
        Assert.Equal(["a"], await _crawler.IdsAsync());
        _crawler.WriteFile("news", "\uFEFF[]");
        Assert.Empty(await _crawler.IdsAsync());
    }

    [Fact]
    public async Task A_link_is_followed_between_files_of_the_same_date_and_size()
    {
        _crawler.WriteFile("one", """[{"id":"a"}]""");
        _crawler.WriteFile("two", """[{"id":"b"}]""");
        File.SetLastWriteTimeUtc(_crawler.PathOf("two"), File.GetLastWriteTimeUtc(_crawler.PathOf("one")));
        File.CreateSymbolicLink(_crawler.PathOf("news"), _crawler.PathOf("one"));
        _crawler.Configure("news", ("File", _crawler.PathOf("news")));
        Assert.Equal(["a"], await _crawler.IdsAsync());

        File.CreateSymbolicLink(_crawler.PathOf("next"), _crawler.PathOf("two"));
        File.Move(_crawler.PathOf("next"), _crawler.PathOf("news"), overwrite: true);
        Assert.Equal(["b"], await _crawler.IdsAsync());
    }

    [Fact]
    public async Task An_item_without_a_date_keeps_its_own_until_it_changes()
    {
        _crawler.AddFile("news", """[{"id":"a","n":1},{"id":"b","n":1}]""");
        var before = Date((await _crawler.PageAsync()).GetProperty("contents")[0]);

        _crawler.WriteFile("news", """[{"id":"a","n":1},{"id":"b","n":2}]""");
        var after = (await _crawler.PageAsync()).GetProperty("contents");

        Assert.Equal(before, Date(after[0]));
        Assert.Equal(before.AddSeconds(1), Date(after[1]));
        Assert.Equal(["b"], await _crawler.IdsAsync($"lastUpdated={before:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"));
    }

    private static DateTimeOffset Date(System.Text.Json.JsonElement item) =>
        item.GetProperty("lastUpdated").GetDateTimeOffset();
}
