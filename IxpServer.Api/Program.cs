using IxpServer.Api;
using IxpServer.Api.Configuration;
using IxpServer.Api.Start;

try
{
    if (args.Contains(HealthCheckCommand.Option))
    {
        return await HealthCheckCommand.RunAsync(args, Features.Settings);
    }

    var builder = await IxpHost.CreateBuilderAsync(args, Features.Settings);
    builder.AddServiceDefaults(Features.TelemetrySources);
    builder.AddFeatures();

    var app = builder.Build();
    await app.CheckStartAsync();
    app.UsePipeline();
    app.MapFeatures();
    app.MapDefaultEndpoints(withHealth: false);
    return await app.RunToExitAsync();
}
catch (ConfigurationException refused)
{
    return await refused.ReportAsync("The server cannot start");
}
