using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.ProcessHost;

/// <summary>What replicas share, between processes as they are run: nothing but PostgreSQL and Redis joins them.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReplicaProcessTests : IAsyncLifetime
{
    private const int Renders = 100;
    private const string Password = "correct horse battery staple";

    private readonly HttpClient _first = new();
    private readonly HttpClient _second = new();
    private readonly HttpClient _admin = new();
    private StubHttpServer _provider = null!;
    private TestRegistry _registry = null!;
    private HostRunner _host = null!;
    private int _admitted;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Installed.Need("postgres", "redis-server");
        _provider = await StubHttpServer.StartAsync(_ => Task.CompletedTask);
        _provider.Answer = context => context.Response.WriteAsync($$"""{"n":{{_provider.Requests}}}""");
        _registry = new TestRegistry(
            Intents(
                Intent(
                    "things",
                    more: $$$""","dataProvider":{"name":"shop","required":true,"cacheSeconds":600,"url":"{{{_provider.Url}}}"}"""
                )
            )
        );
        var port = HostRunner.FreePorts(2);
        _host = HostRunner.Start(
            ["--ephemeral", "--port", $"{port}"],
            [
                .. _registry.Settings.Select(setting =>
                    (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)
                ),
                ("ADMIN_EMAIL", "admin@example.com"),
                ("ADMIN_PASSWORD", Password),
                ("RATE_LIMIT_MAX", "100000"),
                ("SLOW_DOWN_AFTER", "0"),
                ("Ixp__Limits__Render", $"{Renders}"),
                // No window ends while the test runs.
                ("RATE_LIMIT_WINDOW", "86400000"),
            ]
        );
        await _host.LineAsync("host       | ready");
        _first.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        _second.BaseAddress = _admin.BaseAddress = new Uri($"http://127.0.0.1:{port + 1}");
    }

    [Fact]
    public async Task Two_processes_share_cache_accounts_registry_and_limits()
    {
        // One load for both, and a removal told to one reaches the other.
        var loaded = await NumberAsync(_first);
        await Eventually.TrueAsync(async () => await NumberAsync(_second) == loaded, "what the first has loaded");
        await SignInAsync();
        using (var removed = await _admin.DeleteAsync("/api/cache?pattern=data:things:*", Cancel))
        {
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        }

        await Eventually.TrueAsync(async () => await NumberAsync(_first) > loaded, "loading again");

        using (var published = await _admin.PostAsJsonAsync("/api/registry/intents", Greeting, Cancel))
        {
            Assert.Equal(HttpStatusCode.Created, published.StatusCode);
        }

        await Eventually.TrueAsync(
            async () => (await RenderAsync(_first, "greet")).Status is HttpStatusCode.OK,
            "what the second has published"
        );

        // Whatever was rendered above, both together admit no more than the limit.
        for (var n = 0; n < Renders; n++)
        {
            await RenderAsync(n % 2 is 0 ? _first : _second, "things");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await RenderAsync(_first, "things")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await RenderAsync(_second, "things")).Status);
        Assert.InRange(_admitted, Renders - 3, Renders);
        Assert.Equal(0, await _host.TerminateAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        _admin.Dispose();
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
        _registry.Dispose();
    }

    private static object Greeting =>
        new
        {
            name = "greet",
            version = "1.0.0",
            description = "Says hello",
            component = "Card",
            parameters = new { type = "object" },
        };

    /// <summary>At the first; what it gave is good at the second.</summary>
    private async Task SignInAsync()
    {
        using var answer = await _first.PostAsJsonAsync(
            "/api/auth/login",
            new { email = "admin@example.com", password = Password },
            Cancel
        );
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("accessToken");
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetString());
    }

    private async Task<int> NumberAsync(HttpClient replica) =>
        (await RenderAsync(replica, "things"))
            .Body.GetProperty("record")
            .GetProperty("props")
            .GetProperty("n")
            .GetInt32();

    private async Task<(HttpStatusCode Status, JsonElement Body)> RenderAsync(HttpClient replica, string intent)
    {
        using var response = await replica.PostAsJsonAsync(
            "/ixp/render",
            new { intent = new { name = intent, parameters = new { } } },
            Cancel
        );
        _admitted += response.StatusCode is HttpStatusCode.TooManyRequests ? 0 : 1;
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }
}
