using IxpServer.Api.Configuration;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace IxpServer.Api.Caching;

/// <summary>Registers the cache: memory, and Redis where it is configured.</summary>
internal static class CacheServices
{
    /// <summary>Before every key in Redis. The number changes when a new version cannot read the old one's values.</summary>
    internal const string Prefix = "ixp:1:";

    /// <summary>The health check's name.</summary>
    internal const string HealthCheckName = "cache";

    internal static WebApplicationBuilder AddCaching(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var settings = builder.Configuration.Read<CacheOptions>();
        services.AddSingleton(settings);
        services.AddSingleton(_ => new MemoryCache(new MemoryCacheOptions { SizeLimit = settings.MemoryEntries }));
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<CachePatterns>();
        services.AddHostedService(provider => provider.GetRequiredService<CachePatterns>());
        services.AddSingleton(provider => new IxpCache(
            provider.GetRequiredService<IFusionCache>(),
            provider.GetRequiredService<CachePatterns>(),
            settings,
            isShared: provider.GetService<RedisLink>() is not null
        ));
        var cache = services
            .AddFusionCache()
            .WithMemoryCache(provider => provider.GetRequiredService<MemoryCache>())
            .WithOptions(options =>
            {
                options.BackplaneChannelPrefix = $"{Prefix}changes";
                options.DistributedCacheKeyModifierMode = CacheKeyModifierMode.None;
                options.DistributedCacheCircuitBreakerDuration = TimeSpan.FromSeconds(1);
                options.BackplaneCircuitBreakerDuration = TimeSpan.FromSeconds(1);
                options.AutoRecoveryDelay = TimeSpan.FromSeconds(1);
                options.WaitForInitialBackplaneSubscribe = false;

                // Each operation would tell of the same outage; the health check does once, and CacheMetrics counts.
                options.DistributedCacheErrorsLogLevel = LogLevel.Debug;
                options.DistributedCacheSyntheticTimeoutsLogLevel = LogLevel.Debug;
                options.BackplaneErrorsLogLevel = LogLevel.Debug;
                options.BackplaneSyntheticTimeoutsLogLevel = LogLevel.Debug;
                options.TagsDefaultEntryOptions.DistributedCacheHardTimeout = settings.RedisTimeout;
            })
            .WithPostSetup((provider, made) => provider.GetRequiredService<CacheMetrics>().Watch(made));
        var faults = new List<string>();
        if (RedisAddress.Read(builder.Configuration, builder.Environment, faults) is { } address)
        {
            // Aspire's client integration, with its settings' section. Health and spans are the server's own.
            builder.AddRedisClient(
                "cache",
                settings =>
                {
                    settings.ConnectionString = address.ConnectionString;
                    settings.DisableHealthChecks = settings.DisableTracing = true;
                },
                address.Complete
            );
            services.AddSingleton(new RedisProbe(address));
            services.AddSingleton(provider => new RedisLink(
                () => Task.Run(provider.GetRequiredService<IConnectionMultiplexer>),
                provider.GetRequiredService<ILogger<RedisLink>>()
            ));
            cache
                .WithDistributedCache(provider =>
                {
                    var redis = provider.GetRequiredService<RedisLink>();
                    return new TracedRedisCache(
                        new RedisCache(
                            new RedisCacheOptions
                            {
                                InstanceName = Prefix,
                                ConnectionMultiplexerFactory = redis.ConnectionAsync,
                            }
                        ),
                        redis
                    );
                })
                .WithSerializer(new JsonCacheSerializer())
                .WithBackplane(provider => new RedisBackplane(provider.GetRequiredService<RedisLink>()));
            services
                .AddHealthChecks()
                .AddCheck<CacheHealthCheck>(HealthCheckName, failureStatus: null, [Extensions.ReadyTag]);
        }
        else
        {
            services.AddHealthChecks().AddCheck(HealthCheckName, () => HealthCheckResult.Healthy("in memory"));
        }

        return builder.AddStartFaults(faults);
    }
}
