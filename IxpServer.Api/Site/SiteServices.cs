using IxpServer.Api.Http;
using IxpServer.Api.Site.Discovery;
using IxpServer.Api.Site.OpenApi;
using IxpServer.Api.Site.Playground;
using IxpServer.Api.Site.Sdk;
using IxpServer.Api.Site.Theme;

namespace IxpServer.Api.Site;

/// <summary>What browsers and chats start with: the page, the runtime for browsers, the theme, menus.</summary>
internal static class SiteServices
{
    internal static WebApplicationBuilder AddSite(this WebApplicationBuilder builder)
    {
        builder.Services.AddJson(SiteJson.Default);
        return builder.AddTheme().AddOpenApiDocument();
    }

    internal static void MapSite(this WebApplication app)
    {
        app.MapDiscovery();
        app.MapTheme();
        app.MapSdk();
        app.MapPlayground();
        app.MapOpenApiDocument();
    }
}
