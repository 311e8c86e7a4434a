using System.Text;
using IxpServer.Api.Http;
using IxpServer.Api.Site.Sdk;
using Microsoft.AspNetCore.Routing.Patterns;

namespace IxpServer.Api.Site.Playground;

/// <summary>The pages at <c>/</c> and <c>/ixp</c> and the files they are made of, the sample components among them.</summary>
internal static class PlaygroundEndpoints
{
    /// <summary>Caches may keep them, but must ask whether they are still true.</summary>
    private const string Revalidate = "public, no-cache";

    internal static void MapPlayground(this IEndpointRouteBuilder routes)
    {
        var files = routes.ServiceProvider.GetRequiredService<SiteFiles>();
        routes.MapPage("/", context => SendPage(context, files.Get("index.html")));
        routes.MapPage("/ixp", context => SendStatusPage(context, files.Get("status.html")));
        foreach (var path in files.Paths.Where(path => path != SdkEndpoints.FrameFile))
        {
            routes
                .Map(Pattern(path), context => SendFile(context, files, path))
                .WithMetadata(new HttpMethodMetadata(EndpointDescriptions.GetAndHead))
                .RequireCors(CorsPolicies.AnyOrigin);
        }
    }

    private static void MapPage(this IEndpointRouteBuilder routes, string pattern, RequestDelegate send) =>
        routes.MapMethods(pattern, EndpointDescriptions.GetAndHead, send).ExcludeFromDescription();

    /// <summary>The file's path, under the one name that metrics have for all files.</summary>
    private static RoutePattern Pattern(string path) =>
        RoutePatternFactory.Pattern(
            HttpMetrics.StaticFile,
            path.Split('/').Select(name => RoutePatternFactory.Segment(RoutePatternFactory.LiteralPart(name)))
        );

    private static Task SendFile(HttpContext context, SiteFiles files, string path)
    {
        var file = files.Get(path);
        context.Response.AllowOtherSites();
        context.Response.Headers.AcceptRanges = "bytes";
        return path.EndsWith(".html", StringComparison.Ordinal)
            ? SendPage(context, file)
            : file.SendAsync(context, Revalidate);
    }

    private static Task SendPage(HttpContext context, PreparedBody page)
    {
        context.Response.SetPagePolicy(Pages.ContentSecurityPolicy);
        return page.SendAsync(context, Revalidate);
    }

    /// <summary>What the page names is beside it, wherever the server is mounted: one up where its address ends with a slash.</summary>
    private static Task SendStatusPage(HttpContext context, PreparedBody page) =>
        SendPage(context, context.Request.Path.Value!.EndsWith('/') ? OneUp(page) : page);

    private static PreparedBody OneUp(PreparedBody page)
    {
        var html = Encoding
            .UTF8.GetString(page.Bytes.Span)
            .Replace("href=\"", "href=\"../", StringComparison.Ordinal)
            .Replace("src=\"", "src=\"../", StringComparison.Ordinal);
        return PreparedBody.Once(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");
    }
}
