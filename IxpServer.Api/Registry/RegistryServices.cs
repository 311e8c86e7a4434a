using IxpServer.Api.Configuration;
using IxpServer.Api.Registry.Stored;

namespace IxpServer.Api.Registry;

/// <summary>Registers the registry.</summary>
internal static class RegistryServices
{
    internal static WebApplicationBuilder AddRegistry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<RegistryOptions>());
        builder.Services.AddSingleton<RegistryFiles>();
        builder.Services.AddSingleton<RegistryRows>();
        builder.Services.AddSingleton<RegistryStore>();
        builder.Services.AddSingleton<RegistryMetrics>();
        builder.Services.AddSingleton<RegistryUpdater>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RegistryUpdater>());

        // Loaded before the server listens, so that it never answers from an empty registry.
        builder.Services.AddStartCheck(
            (services, cancel) => services.GetRequiredService<RegistryUpdater>().LoadAsync(cancel)
        );
        builder.Services.AddSingleton<RegistryPoll>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RegistryPoll>());
        builder.Services.AddHostedService<RegistryListener>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<RegistryReadiness>(RegistryReadiness.Name, failureStatus: null, [Extensions.ReadyTag]);
        return builder;
    }
}
