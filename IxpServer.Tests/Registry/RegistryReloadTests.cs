using System.Net;
using IxpServer.Api.Registry;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Registry;

/// <summary>Files are the source of truth while the server runs.</summary>
public sealed class RegistryReloadTests : IDisposable
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    private readonly TestRegistry _registry = new(Intents(Intent("first")));

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task An_edit_is_served_within_a_second()
    {
        await using var server = IxpTestServer.Start(_registry);
        Assert.Equal(HttpStatusCode.NotFound, (await server.RenderAsync("second")).StatusCode);

        _registry.WriteIntents(Intents(Intent("first"), Intent("second")));
        var took = await Eventually.TrueAsync(
            async () => (await server.RenderAsync("second")).IsSuccessStatusCode,
            "the new intent renders"
        );

        Assert.InRange(took, TimeSpan.Zero, Promise);
    }

    [Fact]
    public async Task A_file_written_in_place_is_served_too()
    {
        await using var server = IxpTestServer.Start(_registry);
        await File.WriteAllTextAsync(
            _registry.ComponentsFile,
            Components(Component("Card", ",\"ttl\":42")),
            TestContext.Current.CancellationToken
        );

        await Eventually.TrueAsync(
            async () => (await (await server.RenderAsync("first")).JsonAsync()).GetProperty("ttl").GetInt32() is 42,
            "the new component is used"
        );
    }

    [Fact]
    public async Task A_link_that_is_switched_is_followed_as_Kubernetes_does_it()
    {
        using var other = new TestRegistry(Intents(Intent("second")));
        var link = Path.Combine(Path.GetDirectoryName(_registry.IntentsFile)!, "current");
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(_registry.IntentsFile)!);
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(_registry.Settings)
            {
                ["Ixp:Registry:Intents"] = Path.Combine(link, "intents.json"),
            }
        );
        Directory.CreateSymbolicLink(link + ".new", Path.GetDirectoryName(other.IntentsFile)!);
        Directory.Delete(link);
        Directory.Move(link + ".new", link);

        await Eventually.TrueAsync(
            async () => (await server.RenderAsync("second")).IsSuccessStatusCode,
            "the intents behind the link are served"
        );
    }

    [Fact]
    public async Task A_link_is_followed_between_files_of_the_same_date_and_size()
    {
        using var other = new TestRegistry(Intents(Intent("other")));
        var date = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_registry.IntentsFile, date);
        File.SetLastWriteTimeUtc(other.IntentsFile, date);
        var link = Path.Combine(Path.GetDirectoryName(_registry.IntentsFile)!, "..data");
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(_registry.IntentsFile)!);
        var mounted = Path.Combine(Path.GetDirectoryName(_registry.IntentsFile)!, "mounted.json");
        File.CreateSymbolicLink(mounted, Path.Combine("..data", "intents.json"));
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(_registry.Settings) { ["Ixp:Registry:Intents"] = mounted }
        );
        Directory.CreateSymbolicLink(link + ".new", Path.GetDirectoryName(other.IntentsFile)!);
        Directory.Delete(link);
        Directory.Move(link + ".new", link);

        await Eventually.TrueAsync(
            async () => (await server.RenderAsync("other")).IsSuccessStatusCode,
            "the intents behind the link are served"
        );
    }

    [Fact]
    public async Task An_unforeseen_fault_shows_in_health_and_passes()
    {
        var check = new FailingCheck();
        await using var server = IxpTestServer.Start(_registry, services => services.AddSingleton<IIntentCheck>(check));
        check.Fails = true;
        _registry.WriteIntents(Intents(Intent("first"), Intent("second")));
        await Eventually.TrueAsync(async () => await CheckAsync(server) is "warn", "the registry is degraded");
        Assert.True((await server.RenderAsync("first")).IsSuccessStatusCode);
        var message = (await server.GetJsonAsync("/ixp/health"))
            .GetProperty("checks")
            .GetProperty("registry")
            .GetProperty("message")
            .GetString();
        Assert.Contains("the last edit was refused", message);
        Assert.DoesNotContain("secret reason", message);

        check.Fails = false;
        await Eventually.TrueAsync(async () => await CheckAsync(server) is "pass", "the registry is well again");
        Assert.True((await server.RenderAsync("second")).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("{\"intents\":[{\"name\":\"fir", "not valid JSON")]
    [InlineData("", "use: intents.json: is not valid JSON")]
    [InlineData("{\"intents\":{}}", "\"intents\"")]
    [InlineData("{\"intents\":[{\"name\":\"first\"}]}", "use: intents.json#/intents/0: 'description' is missing")]
    [InlineData("{\"intents\":[{\"name\":\"\\ud800\"}]}", "lone surrogate")]
    public async Task A_bad_edit_changes_nothing_and_shows_in_health_until_it_is_mended(string bad, string words)
    {
        await using var server = IxpTestServer.Start(_registry);
        _registry.WriteIntents(bad);
        await Eventually.TrueAsync(async () => await CheckAsync(server) is "warn", "the registry is degraded");

        Assert.True((await server.RenderAsync("first")).IsSuccessStatusCode);
        var check = (await server.GetJsonAsync("/ixp/health")).GetProperty("checks").GetProperty("registry");
        Assert.Equal("warn", check.GetProperty("status").GetString());
        Assert.Contains(words, check.GetProperty("message").GetString());
        Assert.Contains("intents.json", check.GetProperty("message").GetString());
        Assert.DoesNotContain(Path.GetDirectoryName(_registry.IntentsFile)!, check.GetProperty("message").GetString());

        _registry.WriteIntents(Intents(Intent("first"), Intent("second")));
        await Eventually.TrueAsync(async () => await CheckAsync(server) is "pass", "the registry is well again");
        Assert.True((await server.RenderAsync("second")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_file_that_vanishes_changes_nothing()
    {
        await using var server = IxpTestServer.Start(_registry);
        File.Delete(_registry.ComponentsFile);
        await Eventually.TrueAsync(async () => await CheckAsync(server) is "warn", "the registry is degraded");

        Assert.True((await server.RenderAsync("first")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Only_changed_intents_get_a_new_date()
    {
        _registry.WriteIntents(Intents(Intent("first", more: ",\"crawlable\":true"), Intent("second")));
        File.SetLastWriteTimeUtc(_registry.IntentsFile, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var server = IxpTestServer.Start(_registry);
        var store = (Api.Registry.RegistryStore)server.Services.GetService(typeof(Api.Registry.RegistryStore))!;
        _registry.WriteIntents(
            Intents(Intent("first", more: ",\"crawlable\":true"), Intent("second", more: ",\"tags\":[]"))
        );
        await Eventually.TrueAsync(
            () =>
                Task.FromResult(
                    store.Current.FindIntent("second")!.LastUpdated.Year > 2026
                        || store.Current.FindIntent("second")!.LastUpdated.Month > 1
                ),
            "the changed intent has a new date"
        );

        Assert.Equal(
            new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            store.Current.FindIntent("first")!.LastUpdated.UtcDateTime
        );
    }

    [Fact]
    public async Task An_intent_without_its_component_is_reported_at_load_and_stays_listed()
    {
        _registry.WriteIntents(
            Intents(Intent("first"), Intent("lost").Replace("Card", "Gone", StringComparison.Ordinal))
        );
        await using var server = IxpTestServer.Start(_registry);
        var health = await server.GetJsonAsync("/ixp/health");

        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Contains(
            "'Gone'",
            health.GetProperty("checks").GetProperty("registry").GetProperty("message").GetString()
        );
        Assert.Contains(
            "/intents/1/component",
            health.GetProperty("checks").GetProperty("registry").GetProperty("message").GetString()
        );
        Assert.Equal(2, (await server.GetJsonAsync("/ixp/intents")).GetProperty("intents").GetArrayLength());
        Assert.True((await server.RenderAsync("first")).IsSuccessStatusCode);
    }

    /// <summary>What health says of the registry: of the whole server a busy machine may say that it is degraded.</summary>
    private static async Task<string?> CheckAsync(IxpTestServer server) =>
        (await server.GetJsonAsync("/ixp/health"))
            .GetProperty("checks")
            .GetProperty("registry")
            .GetProperty("status")
            .GetString();

    private sealed class FailingCheck : IIntentCheck
    {
        public volatile bool Fails;

        public IEnumerable<RegistryFault> Check(IntentDefinition intent) =>
            Fails ? throw new InvalidCastException("secret reason") : [];
    }
}
