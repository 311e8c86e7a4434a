using IxpServer.Api.Caching;
using IxpServer.Api.Configuration;
using IxpServer.Api.Crawler;
using IxpServer.Api.Database;
using IxpServer.Api.Discovery;
using IxpServer.Api.Http;
using IxpServer.Api.Playground;
using IxpServer.Api.Registry;
using IxpServer.Api.Rendering;
using IxpServer.Api.Sdk;
using IxpServer.Api.Security;
using IxpServer.Api.Status;
using IxpServer.Api.Theme;

try
{
    var builder = IxpHost.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddDatabase().AddSecurity().AddCaching();
    builder.AddHttp().AddRegistry().AddRendering().AddTheme().AddSdk().AddCrawler().AddOpenApiDocument();

    var app = builder.Build();
    app.UseHttpPipeline().UsePlaygroundFiles();
    app.MapRendering();
    app.MapRegistry();
    app.MapDiscovery();
    app.MapTheme();
    app.MapSdk();
    app.MapCrawler();
    app.MapCache();
    app.MapStatus();
    app.MapPlayground();
    app.MapDefaultEndpoints();
    app.MapOpenApiDocument();
    await app.LoadRegistryAsync();
    await app.RunAsync();
    return 0;
}
catch (ConfigurationException refused)
{
    await Console.Error.WriteLineAsync("The server cannot start:");
    foreach (var fault in refused.Faults)
    {
        await Console.Error.WriteLineAsync($"  - {fault}");
    }

    return ConfigurationException.ExitCode;
}
