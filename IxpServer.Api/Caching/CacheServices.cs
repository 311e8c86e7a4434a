using System.Text.Json;
using IxpServer.Api.Configuration;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Instrumentation.StackExchangeRedis;
using OpenTelemetry.Trace;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace IxpServer.Api.Caching;

/// <summary>Registers the cache: memory, and Redis where it is configured.</summary>
internal static class CacheServices
{
    /// <summary>Before every key in Redis. The number changes when a new version cannot read the old one's values.</summary>
    internal const string Prefix = "ixp:1:";

    /// <summary>How values are kept in Redis. Another version's that no longer fit count as absent.</summary>
    private static readonly JsonSerializerOptions ValueJson = new() { RespectRequiredConstructorParameters = true };

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
            // Aspire's client integration, with its settings' section. Its spans would include those of background work.
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
                () => Task.Run(() => Connect(provider)),
                provider.GetRequiredService<ILogger<RedisLink>>()
            ));
            services.ConfigureOpenTelemetryTracerProvider(AddSpans);
            cache
                .WithDistributedCache(provider => new RedisCache(
                    new RedisCacheOptions
                    {
                        InstanceName = Prefix,
                        ConnectionMultiplexerFactory = provider.GetRequiredService<RedisLink>().ConnectionAsync,
                    }
                ))
                .WithSerializer(new FusionCacheSystemTextJsonSerializer(ValueJson))
                .WithBackplane(provider => new RedisBackplane(
                    new RedisBackplaneOptions
                    {
                        ConnectionMultiplexerFactory = provider.GetRequiredService<RedisLink>().ConnectionAsync,
                    }
                ));
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

    private static IConnectionMultiplexer Connect(IServiceProvider provider)
    {
        var connection = provider.GetRequiredService<IConnectionMultiplexer>();
        provider.GetService<StackExchangeRedisInstrumentation>()?.AddConnection(connection);
        return connection;
    }

    /// <summary>
    /// A span for each command of a request whose trace is kept; what is done in the background, for nobody in particular,
    /// has none. Keys are not told: they may hold ids.
    /// </summary>
    private static void AddSpans(TracerProviderBuilder tracing) =>
        tracing.AddRedisInstrumentation(
            name: null,
            // Of a connection that is not registered: the start must not wait for Redis.
            serviceKey: nameof(RedisLink),
            options =>
            {
                options.FlushInterval = TimeSpan.FromSeconds(1);
                options.EnrichActivityWithTimingEvents = false;
                options.Filter = command => command.ParentActivity is { Recorded: true };

                // Under the names that PostgreSQL's spans have too. The package uses them only where a variable asks for it.
                options.Enrich = (span, command) =>
                    span.SetTag("db.system.name", "redis").SetTag("db.operation.name", command.ProfiledCommand.Command);
            }
        );
}
