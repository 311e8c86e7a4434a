using IxpServer.Api.Registry.Stored;

namespace IxpServer.Api.Registry;

/// <summary>Registers the registry.</summary>
internal static class RegistryServices
{
    internal static WebApplicationBuilder AddRegistry(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.Configure<RegistryOptions>(options =>
        {
            options.Intents = RegistryOptions.ReadPaths(configuration, "Ixp:Registry:Intents", "samples/intents.json");
            options.Components = RegistryOptions.ReadPaths(
                configuration,
                "Ixp:Registry:Components",
                "samples/components.json"
            );
        });
        builder.Services.AddSingleton<StoredRegistry>();
        builder.Services.AddSingleton<RegistryLoader>();
        builder.Services.AddSingleton<RegistryStore>();
        builder.Services.AddSingleton<RegistryWatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RegistryWatcher>());
        builder.Services.AddSingleton<RegistrySync>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RegistrySync>());
        builder.Services.AddHostedService<RegistryListener>();
        return builder;
    }

    /// <summary>Loads the registry, so that the server never answers from an empty one.</summary>
    /// <exception cref="RegistryException">A file has errors.</exception>
    internal static Task LoadRegistryAsync(this WebApplication app) =>
        app.Services.GetRequiredService<RegistryWatcher>().LoadAsync(app.Lifetime.ApplicationStopping);
}
