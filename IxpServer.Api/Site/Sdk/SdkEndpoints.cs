using System.Net.Mime;
using System.Text.Json;
using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;
using IxpServer.Api.Site.Theme;

namespace IxpServer.Api.Site.Sdk;

/// <summary>The browser runtime, the frame it puts sandboxed components into, and its configuration.</summary>
internal static class SdkEndpoints
{
    /// <summary>
    /// The frame's document. It has no address but the endpoint's: elsewhere it would be sent without its policy, and find
    /// nothing of what it names.
    /// </summary>
    internal const string FrameFile = "ixp-frame.html";

    /// <summary>
    /// A sandboxed frame runs other people's modules: it may fetch and show what they need, but has an origin of its own that
    /// no other page shares. It says so itself: whoever frames it may have left the attribute out.
    /// </summary>
    private const string FramePolicy =
        "sandbox allow-scripts; default-src 'none'; script-src 'self' https:; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; "
        + "font-src 'self' https: data:; connect-src https: 'self'; frame-ancestors *";

    internal static void MapSdk(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ixp/sdk").WithTags("Browser runtime").RequireCors(CorsPolicies.AnyOrigin);
        group
            .MapMethods(
                "",
                EndpointDescriptions.GetAndHead,
                (HttpContext context, SiteFiles files) =>
                {
                    context.Response.AllowOtherSites();
                    return files.Get("ixp-sdk.js").SendAsync(context, "public, max-age=3600");
                }
            )
            .WithName("sdk")
            .WithSummary("The browser runtime, for a script element or an import")
            .ProducesTagged<string>(MediaTypeNames.Text.JavaScript);
        group
            .MapMethods(
                "/frame",
                EndpointDescriptions.GetAndHead,
                (HttpContext context, SiteFiles files) =>
                {
                    context.Response.AllowOtherSites();
                    context.Response.SetFramePolicy(FramePolicy);
                    return files.Get(FrameFile).SendAsync(context, "public, no-cache");
                }
            )
            .WithName("sdkFrame")
            .WithSummary("The document that sandboxed components run in")
            .ProducesTagged<string>(MediaTypeNames.Text.Html);
        group
            .MapMethods("/config", EndpointDescriptions.GetAndHead, Config)
            .WithName("sdkConfig")
            .WithSummary("What the runtime needs to know of this server")
            .ProducesTagged<SdkConfigBody>();
    }

    private static Task Config(HttpContext context, ThemeStore theme, CorsSettings cors)
    {
        context.Response.AllowOtherSites();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new SdkConfigBody(theme.Theme, DefinitionList.FormatVersion, SdkPaths.Default, new SdkCors(cors.Origins)),
            SiteJson.Wire.SdkConfigBody
        );
        return PreparedBody.Once(body, "application/json; charset=utf-8").SendAsync(context, "public, max-age=300");
    }
}
