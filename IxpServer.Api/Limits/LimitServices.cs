using IxpServer.Api.Caching;

namespace IxpServer.Api.Limits;

/// <summary>Registers the limits.</summary>
internal static class LimitServices
{
    internal static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(LimitOptions.Read(builder.Configuration, builder.Environment));
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
                ? ActivatorUtilities.CreateInstance<SharedCounter>(provider, redis)
                : null
        ));
        return builder;
    }

    /// <summary>Where there are no limits, requests pay nothing for them.</summary>
    internal static IApplicationBuilder UseLimits(this WebApplication app) =>
        app.Services.GetRequiredService<LimitOptions>().Enabled is true ? app.UseMiddleware<LimitMiddleware>() : app;
}
