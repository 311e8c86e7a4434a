using IxpServer.Api.Caching;
using IxpServer.Processes.Redis;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>TLS to a real Redis with real certificates, by the connection that the server registers.</summary>
public sealed class RedisTlsTests
{
    [Fact]
    public async Task Only_the_right_cache_is_spoken_to()
    {
        using var ours = new TestAuthority("ours");
        using var foreign = new TestAuthority("foreign");
        await using var redis = await HardenedRedis.StartAsync(ours.IssueFiles("localhost"));

        Assert.True(await ReachesAsync(redis, "rediss", "localhost", ours.File));
        Assert.False(await ReachesAsync(redis, "rediss", "localhost", foreign.File));
        Assert.False(await ReachesAsync(redis, "rediss", "localhost", null));
        Assert.False(await ReachesAsync(redis, "rediss", "127.0.0.1", ours.File));
        Assert.False(await ReachesAsync(redis, "redis", "localhost", null));
        Assert.True(await ReachesAsync(redis, "rediss", "127.0.0.1", null, "?ssl_cert_reqs=none"));
        Assert.True(await ReachesAsync(redis, "rediss", "localhost", null, $"?ssl_ca_certs={ours.File}"));
        Assert.False(await ReachesAsync(redis, "rediss", "localhost", foreign.File, "?ssl_cert_reqs=none"));

        await using var plain = await HardenedRedis.StartAsync();
        Assert.True(await ReachesAsync(plain, "redis", "localhost", null));
        Assert.False(await ReachesAsync(plain, "rediss", "localhost", ours.File));
    }

    private static async Task<bool> ReachesAsync(
        RedisServer redis,
        string scheme,
        string host,
        string? authority,
        string query = ""
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Ixp:Cache:Redis:Url"] = $"{scheme}://{host}:{redis.Port}{query}",
                ["Ixp:Cache:Redis:Password"] = redis.Password,
                ["Ixp:Cache:Redis:TlsCa"] = authority,
            }
        );
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore();
        builder.AddCaching();
        await using var application = builder.Build();
        return (await application.Services.GetRequiredService<RedisLink>().ConnectionAsync()).IsConnected;
    }
}
