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
        builder.Services.AddSingleton<RegistryLoader>();
        builder.Services.AddSingleton<RegistryStore>();
        builder.Services.AddHostedService<RegistryWatcher>();
        return builder;
    }
}
