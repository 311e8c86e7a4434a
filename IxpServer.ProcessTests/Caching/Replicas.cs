using System.Net;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Processes.Redis;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Caching;

/// <summary>Two replicas that share a Redis, and a data provider whose answers are counted.</summary>
internal sealed class Replicas : IAsyncDisposable
{
    /// <summary>The key of the test intent's data begins like this.</summary>
    internal const string DataKeys = "data:things:*";

    private readonly TestRegistry _registry;
    private readonly User _admin;
    private readonly Dictionary<string, string?> _settings;

    private Replicas(
        StubHttpServer provider,
        TestRegistry registry,
        TestDatabase database,
        User admin,
        Dictionary<string, string?> settings
    )
    {
        (Provider, _registry, Database, _admin, _settings) = (provider, registry, database, admin, settings);
        Servers = [StartOne(), StartOne()];
    }

    /// <summary>The database that both use.</summary>
    internal TestDatabase Database { get; }

    internal StubHttpServer Provider { get; }

    internal IReadOnlyList<IxpTestServer> Servers { get; }

    internal IxpTestServer A => Servers[0];

    internal IxpTestServer B => Servers[1];

    /// <summary>The provider answers with the number of its answer.</summary>
    internal static async Task<Replicas> StartAsync(
        RedisServer? redis,
        IReadOnlyDictionary<string, string?>? more = null
    )
    {
        var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var admin = await database.AddUserAsync("admin@example.com", Roles.Admin);
        var provider = await StubHttpServer.StartAsync(_ => Task.CompletedTask);
        provider.Answer = context => context.Response.WriteAsync($$"""{"n":{{provider.Requests}}}""");
        var registry = new TestRegistry(
            Intents(
                Intent(
                    "things",
                    """{"type":"object","properties":{"id":{"type":"string"} } }""",
                    $$$""","dataProvider":{"name":"shop","required":true,"cacheSeconds":600,"url":"{{{provider.Url}}}"}"""
                )
            )
        );
        var settings = new Dictionary<string, string?>(registry.Settings)
        {
            ["ConnectionStrings:cache"] = redis?.ConnectionString,
            // A busy machine is not what is tested here.
            ["Ixp:Cache:RedisTimeoutMs"] = "60000",
            ["Ixp:Security:JwtSecret"] = "the-same-secret-on-both-replicas-01",
            ["Ixp:Security:EncryptionKey"] = "0123456789abcdef0123456789abcdef",
        };
        foreach (var (key, value) in more ?? new Dictionary<string, string?>())
        {
            settings[key] = value;
        }

        var replicas = new Replicas(provider, registry, database, admin, settings);
        await Task.WhenAll(replicas.Servers.Select(server => server.DatabaseReadyAsync()));
        return replicas;
    }

    /// <summary>One more, which whoever asks disposes of.</summary>
    internal IxpTestServer StartOne() => IxpTestServer.Start(Database, _settings);

    /// <summary>The number in the answer to a render.</summary>
    internal static async Task<int> RenderAsync(IxpTestServer server, string id = "1")
    {
        using var response = await server.RenderAsync("things", $$"""{"id":"{{id}}"}""");
        Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
        return (await response.JsonAsync()).GetProperty("record").GetProperty("props").GetProperty("n").GetInt32();
    }

    /// <summary>The key under which the data of a render is kept that nobody has asked for yet.</summary>
    internal async Task<string> KeyOfAsync(string id)
    {
        var memory = A.Services.GetRequiredService<MemoryCache>();
        var before = memory.Keys.ToHashSet();
        await RenderAsync(A, id);
        return memory
            .Keys.Except(before)
            .OfType<string>()
            .Single(key => key.StartsWith("data:", StringComparison.Ordinal));
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

    internal async Task RemoveAsync(IxpTestServer server, string query)
    {
        using var response = await server.SendAsync(
            new HttpRequestMessage(HttpMethod.Delete, $"/api/cache?{query}"),
            ("Authorization", $"Bearer {server.TokenFor(_admin)}")
        );
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    /// <summary>API keys of the administrator.</summary>
    internal async Task<IReadOnlyList<string>> NewKeysAsync(int count)
    {
        var keys = new List<string>();
        for (var i = 0; i < count; i++)
        {
            using var made = await A.PostAsync(
                "/api/keys",
                """{"name":"agent"}""",
                ("Authorization", $"Bearer {A.TokenFor(_admin)}")
            );
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            keys.Add((await made.JsonAsync()).GetProperty("key").GetString()!);
        }

        return keys;
    }

    internal Task<JsonElement> DescribeAsync(IxpTestServer server) => GetAsAdminAsync(server, "/api/cache");

    internal async Task<JsonElement> GetAsAdminAsync(IxpTestServer server, string path)
    {
        using var response = await server.GetAsync(path, ("Authorization", $"Bearer {server.TokenFor(_admin)}"));
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
        await Database.DisposeAsync();
        _registry.Dispose();
    }
}
