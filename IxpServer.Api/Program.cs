using IxpServer.Api;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using IxpServer.Api.Playground;

try
{
    if (args.Contains(HealthCheckCommand.Option))
    {
        return await HealthCheckCommand.RunAsync(args);
    }

    var builder = await IxpHost.CreateBuilderAsync(args);
    builder.AddServiceDefaults(Features.Meters);
    builder.AddFeatures();

    var app = builder.Build();
    await app.CheckStartAsync();
    app.UseHttpPipeline().UsePlaygroundFiles();
    app.MapFeatures();
    app.MapDefaultEndpoints();
    return await app.RunToExitAsync();
}
catch (ConfigurationException refused)
{
    return await refused.TellAsync();
}
