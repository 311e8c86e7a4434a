using IxpServer.Api.Configuration;
using IxpServer.Api.Registry.Stored;

namespace IxpServer.Api.Registry;

/// <summary>Registers the registry.</summary>
internal static class RegistryServices
{
    internal static WebApplicationBuilder AddRegistry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<RegistryOptions>());
        builder.Services.AddSingleton<StoredRegistry>();
        builder.Services.AddSingleton<RegistryLoader>();
        builder.Services.AddSingleton<RegistryStore>();
        builder.Services.AddSingleton<RegistryMetrics>();
        builder.Services.AddSingleton<RegistryWatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RegistryWatcher>());

        // Loaded before the server listens, so that it never answers from an empty registry.
        builder.Services.AddStartCheck(
            (services, cancel) => services.GetRequiredService<RegistryWatcher>().LoadAsync(cancel)
        );
        builder.Services.AddSingleton<RegistrySync>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RegistrySync>());
        builder.Services.AddHostedService<RegistryListener>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<RegistryReadiness>(RegistryReadiness.Name, failureStatus: null, [Extensions.ReadyTag]);
        return builder;
    }
}
