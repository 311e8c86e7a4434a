using IxpServer.Api.Accounts;
using IxpServer.Api.Caching;
using IxpServer.Api.Configuration;
using IxpServer.Api.Crawler;
using IxpServer.Api.Database;
using IxpServer.Api.Discovery;
using IxpServer.Api.Http;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Limits;
using IxpServer.Api.Playground;
using IxpServer.Api.Registry;
using IxpServer.Api.Registry.Admin;
using IxpServer.Api.Rendering;
using IxpServer.Api.Sdk;
using IxpServer.Api.Security;
using IxpServer.Api.Sessions;
using IxpServer.Api.Status;
using IxpServer.Api.Theme;

try
{
    var builder = await IxpHost.CreateBuilderAsync(args);
    builder.AddServiceDefaults(IntentLogMetrics.MeterName, CacheMetrics.MeterName, LimitMetrics.MeterName);
    builder
        .AddDatabase()
        .AddSecurity()
        .AddCaching()
        .AddLimits()
        .AddAccounts()
        .AddSessions()
        .AddIntentLogs()
        .AddRegistryAdmin();
    builder.AddHttp().AddRegistry().AddRendering().AddTheme().AddSdk().AddCrawler().AddStatus().AddOpenApiDocument();

    var app = builder.Build();
    await app.CheckStartAsync();
    app.UseHttpPipeline().UsePlaygroundFiles();
    app.MapRendering();
    app.MapIntentLogs();
    app.MapRegistry();
    app.MapRegistryAdmin();
    app.MapDiscovery();
    app.MapTheme();
    app.MapSdk();
    app.MapCrawler();
    app.MapCache();
    app.MapSessions();
    app.MapAccounts();
    app.MapStatus();
    app.MapPlayground();
    app.MapDefaultEndpoints();
    app.MapOpenApiDocument();
    return await app.RunToExitAsync();
}
catch (ConfigurationException refused)
{
    return await refused.TellAsync();
}
