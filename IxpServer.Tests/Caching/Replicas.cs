using System.Net;
using IxpServer.Data.Entities;
using IxpServer.ProcessHost.Redis;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Caching;

/// <summary>Two replicas that share a Redis, and a data provider whose answers are counted.</summary>
internal sealed class Replicas : IAsyncDisposable
{
    /// <summary>The key of the test intent's data begins like this.</summary>
    internal const string DataKeys = "data:things:*";

    private static readonly User Admin = new()
    {
        Name = "Ann",
        Email = "ann@example.com",
        PasswordHash = "x",
        Role = Roles.Admin,
    };

    private readonly TestRegistry _registry;

    private Replicas(StubHttpServer provider, TestRegistry registry, params IxpTestServer[] servers) =>
        (Provider, _registry, Servers) = (provider, registry, servers);

    internal StubHttpServer Provider { get; }

    internal IReadOnlyList<IxpTestServer> Servers { get; }

    internal IxpTestServer A => Servers[0];

    internal IxpTestServer B => Servers[1];

    /// <summary>The provider answers with the number of its answer.</summary>
    internal static async Task<Replicas> StartAsync(RedisServer? redis, string more = "")
    {
        var provider = await StubHttpServer.StartAsync(_ => Task.CompletedTask);
        provider.Answer = context => context.Response.WriteAsync($$"""{"n":{{provider.Requests}}}""");
        var registry = new TestRegistry(
            Intents(
                Intent(
                    "things",
                    """{"type":"object","properties":{"id":{"type":"string"} } }""",
                    $$$""","dataProvider":{"name":"shop","required":true,"cacheSeconds":600,"url":"{{{provider.Url}}}"{{{more}}}}"""
                )
            )
        );
        var settings = new Dictionary<string, string?>(registry.Settings)
        {
            ["ConnectionStrings:cache"] = redis?.ConnectionString,
            // A busy machine is not what is tested here.
            ["Ixp:Cache:RedisTimeoutMs"] = "10000",
            ["Ixp:Security:JwtSecret"] = "the-same-secret-on-both-replicas-01",
            ["Ixp:Security:EncryptionKey"] = "0123456789abcdef0123456789abcdef",
        };
        return new Replicas(provider, registry, IxpTestServer.Start(settings), IxpTestServer.Start(settings));
    }

    /// <summary>The number in the answer to a render.</summary>
    internal static async Task<int> RenderAsync(IxpTestServer server, string id = "1")
    {
        using var response = await server.RenderAsync("things", $$"""{"id":"{{id}}"}""");
        Assert.True(response.IsSuccessStatusCode, $"{server.Http.BaseAddress}: {await response.TextAsync()}");
        return (await response.JsonAsync()).GetProperty("record").GetProperty("props").GetProperty("n").GetInt32();
    }

    /// <summary>Waits until one replica uses what the other has loaded.</summary>
    internal async Task SharingAsync()
    {
        var attempt = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                var id = $"warm-up-{attempt++}";
                return await RenderAsync(A, id) == await RenderAsync(B, id);
            },
            "sharing through Redis"
        );
    }

    internal static async Task RemoveAsync(IxpTestServer server, string query)
    {
        using var response = await server.SendAsync(
            new HttpRequestMessage(HttpMethod.Delete, $"/api/cache?{query}"),
            ("Authorization", $"Bearer {server.TokenFor(Admin)}")
        );
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    internal static async Task<System.Text.Json.JsonElement> DescribeAsync(IxpTestServer server)
    {
        using var response = await server.GetAsync("/api/cache", ("Authorization", $"Bearer {server.TokenFor(Admin)}"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }

        await Provider.DisposeAsync();
        _registry.Dispose();
    }
}
