#if WITH_ASPIRE
using StackExchange.Redis;

namespace IxpServer.Api.Caching;

/// <summary>
/// Redis through Aspire's client integration, which adds the settings section <c>Aspire:StackExchange:Redis</c>. Address,
/// time-outs, health check and traces stay the server's own.
/// </summary>
internal static class AspireRedis
{
    internal static void AddAspireRedis(this WebApplicationBuilder builder, ConfigurationOptions address)
    {
        builder.AddRedisDistributedCache(
            "cache",
            settings =>
            {
                settings.ConnectionString = address.ToString(includePassword: true);
                settings.DisableHealthChecks = true;
                settings.DisableTracing = true;
            },
            options => RedisAddress.Tune(options, builder.Configuration)
        );
        builder.Services.AddSingleton(provider => new RedisLink(
            () => Task.FromResult(provider.GetRequiredService<IConnectionMultiplexer>()),
            provider.GetRequiredService<ILogger<RedisLink>>()
        ));
    }
}
#endif
