using System.Text.Json;
using IxpServer.Api.Crawler.Sources;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace IxpServer.Tests.Crawler;

/// <summary>A server with sources of a test's own, in files and in code, and a clock that the test turns.</summary>
public sealed class CrawlerFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ixp-crawler-");
    private readonly TestRegistry _registry;
    private readonly Dictionary<string, string?> _settings;
    private readonly List<ICrawlerSource> _inCode = [];
    private int _entries;
    private IxpTestServer? _server;

    /// <summary>Without intents the registry has none that crawlers may list.</summary>
    public CrawlerFixture(params string[] intents)
    {
        _registry = new TestRegistry(TestRegistry.Intents(intents));
        _settings = new Dictionary<string, string?>(_registry.Settings);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, default));

    /// <summary>Starts at the first use, with all that was added before.</summary>
    public IxpTestServer Server =>
        _server ??= IxpTestServer.Start(
            _settings,
            services =>
            {
                services.AddSingleton<TimeProvider>(Time);
                _inCode.ForEach(source => services.AddSingleton(source));
            }
        );

    /// <summary>Adds an entry of <c>Ixp:Crawler:Sources</c>.</summary>
    public CrawlerFixture Configure(string name, params (string Key, string Value)[] settings)
    {
        var key = $"Ixp:Crawler:Sources:{_entries++}";
        _settings[$"{key}:Name"] = name;
        foreach (var (setting, value) in settings)
        {
            _settings[$"{key}:{setting}"] = value;
        }

        return this;
    }

    /// <summary>Adds a source that is a file.</summary>
    public CrawlerFixture AddFile(string name, string json, params (string Key, string Value)[] settings)
    {
        WriteFile(name, json);
        return Configure(name, [("File", PathOf(name)), .. settings]);
    }

    /// <summary>Adds a source in code; rules are added by <see cref="Configure"/>.</summary>
    public CrawlerFixture Add(ICrawlerSource source)
    {
        _inCode.Add(source);
        return this;
    }

    /// <summary>Replaces the file of a source, so that its date differs from the one before.</summary>
    public void WriteFile(string name, string json)
    {
        var (path, fresh) = (PathOf(name), PathOf(name) + ".new");
        File.WriteAllText(fresh, json);
        if (File.Exists(path))
        {
            File.SetLastWriteTimeUtc(fresh, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        }

        File.Move(fresh, path, overwrite: true);
    }

    public string PathOf(string name) => Path.Combine(_directory.FullName, $"{name}.json");

    /// <summary>GET with a query.</summary>
    public Task<HttpResponseMessage> GetAsync(string query = "", params (string Name, string Value)[] headers) =>
        Server.GetAsync($"/ixp/crawler_content?{query}", headers);

    /// <summary>GET with a query, as JSON; the status must be 200.</summary>
    public Task<JsonElement> PageAsync(string query = "") => Server.GetJsonAsync($"/ixp/crawler_content?{query}");

    /// <summary>The ids on a page.</summary>
    public async Task<string[]> IdsAsync(string query = "") => Ids(await PageAsync(query));

    /// <summary>The ids on a page.</summary>
    public static string[] Ids(JsonElement page) =>
        [.. page.GetProperty("contents").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    /// <summary>The cursor of the next page, as a parameter; null on the last.</summary>
    public static string? Next(JsonElement page)
    {
        var cursor = page.GetProperty("pagination").GetProperty("nextCursor").GetString();
        return cursor is null ? null : $"&cursor={cursor}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _registry.Dispose();
        _directory.Delete(recursive: true);
    }
}
