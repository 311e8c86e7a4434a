using IxpServer.Api.Caching;

namespace IxpServer.Api.Limits;

/// <summary>Registers the limits.</summary>
internal static class LimitServices
{
    internal static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(Read(builder));
        services.AddSingleton<SlowDown>();
        services.AddSingleton<LimitMetrics>();
        services.AddSingleton<ConnectionRefusals>();
        services.AddSingleton<ConnectionLimits>();

        // Before TLS: in front of whatever an endpoint has of its own.
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(listen =>
                listen.Use(next =>
                {
                    var connections = kestrel.ApplicationServices.GetRequiredService<ConnectionLimits>();
                    return connection => connections.RunAsync(connection, next);
                })
            )
        );
        services.AddSingleton(provider => new RateLimits(
            provider.GetRequiredService<LimitOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<RedisLink>() is { } redis
                ? ActivatorUtilities.CreateInstance<SharedCounter>(
                    provider,
                    redis,
                    CacheOptions.Read(builder.Configuration)
                )
                : null
        ));
        return builder;
    }

    /// <summary>Where there are no limits, requests pay nothing for them.</summary>
    internal static IApplicationBuilder UseLimits(this WebApplication app) =>
        app.Services.GetRequiredService<LimitOptions>().Enabled is true ? app.UseMiddleware<LimitMiddleware>() : app;

    private static LimitOptions Read(WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(LimitOptions.Section).Get<LimitOptions>() ?? new LimitOptions();
        options.Enabled ??=
            options.Max is not null || builder.Environment.IsProduction() || builder.Environment.IsStaging();
        return options;
    }
}
