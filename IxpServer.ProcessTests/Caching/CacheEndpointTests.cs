using System.Net;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary><c>/api/cache</c>, on a server that caches in memory only.</summary>
public sealed class CacheEndpointTests
{
    [Fact]
    public async Task Without_Redis_memory_does()
    {
        await using var replicas = await Replicas.StartAsync(redis: null);
        await Replicas.RenderAsync(replicas.A);
        Assert.Equal(1, await Replicas.RenderAsync(replicas.A));

        var cache = await replicas.DescribeAsync(replicas.A);
        Assert.Equal("none", cache.GetProperty("redis").GetString());
        Assert.True(cache.GetProperty("totals").GetProperty("memoryHits").GetInt64() > 0);

        await replicas.RemoveAsync(replicas.A, $"pattern={Uri.EscapeDataString(Replicas.DataKeys)}");
        Assert.Equal(2, await Replicas.RenderAsync(replicas.A));
    }

    [Fact]
    public async Task Without_Redis_a_value_stays_in_memory_as_long_as_it_is_fresh()
    {
        await using var server = IxpTestServer.Start();
        Assert.Equal(TimeSpan.FromHours(1), await server.InMemoryAsync(TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?key=")]
    [InlineData("?all=false")]
    [InlineData("?key=a&tag=b")]
    public async Task What_to_remove_must_be_said_once(string query)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(database);
        var admin = await database.AddUserAsync("admin@example.com", Roles.Admin);
        using var response = await server.SendAsync(
            new HttpRequestMessage(HttpMethod.Delete, $"/api/cache{query}"),
            ("Authorization", $"Bearer {server.TokenFor(admin)}")
        );

        await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task Only_administrators_may()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(database);
        using (var response = await server.GetAsync("/api/cache"))
        {
            await response.ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        }

        var user = await database.AddUserAsync("ann@example.com");
        using (var response = await server.GetAsync("/api/cache", ("Authorization", $"Bearer {server.TokenFor(user)}")))
        {
            await response.ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        }
    }
}
