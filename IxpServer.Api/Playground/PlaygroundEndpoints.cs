using IxpServer.Api.Http;

namespace IxpServer.Api.Playground;

/// <summary>The page at <c>/</c> and the files it is made of, the sample components among them.</summary>
internal static class PlaygroundEndpoints
{
    internal static WebApplication UsePlaygroundFiles(this WebApplication app)
    {
        var files = new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                headers.CacheControl = "public, no-cache";

                // Sandboxed frames load modules with an origin of their own, "null".
                headers.AccessControlAllowOrigin = "*";
                file.Context.Response.AllowOtherSites();
                if (file.File.Name.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
                {
                    file.Context.Response.SetPagePolicy(Pages.ContentSecurityPolicy);
                }
            },
        };
        app.UseWhen(
            context => !context.Request.Path.StartsWithSegments("/ixp", StringComparison.OrdinalIgnoreCase),
            branch => branch.UseStaticFiles(files).Use(RefuseOtherMethods)
        );
        return app;
    }

    /// <summary>
    /// A file that is there is there for every method, if only to say which ones it has: as routing does for
    /// endpoints.
    /// </summary>
    private static Task RefuseOtherMethods(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        if (
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || context.GetEndpoint() is not null
            || !IsFile(context)
        )
        {
            return next(context);
        }

        response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        response.Headers.Allow = "GET, HEAD";
        return Task.CompletedTask;
    }

    private static bool IsFile(HttpContext context) =>
        context
            .RequestServices.GetRequiredService<IWebHostEnvironment>()
            .WebRootFileProvider.GetFileInfo(context.Request.Path.Value ?? "")
            is { Exists: true, IsDirectory: false };

    internal static void MapPlayground(this IEndpointRouteBuilder routes)
    {
        routes
            .MapMethods(
                "/",
                EndpointDescriptions.GetAndHead,
                (HttpContext context, IWebHostEnvironment host) => SendPage(context, host, "index.html")
            )
            .ExcludeFromDescription();
        routes
            .MapMethods(
                "/ixp",
                EndpointDescriptions.GetAndHead,
                (HttpContext context, IWebHostEnvironment host) => SendPage(context, host, "status.html")
            )
            .ExcludeFromDescription();
    }

    private static async Task SendPage(HttpContext context, IWebHostEnvironment host, string name)
    {
        await using var stream = host.WebRootFileProvider.GetFileInfo(name).CreateReadStream();
        var html = new byte[stream.Length];
        await stream.ReadExactlyAsync(html, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-cache";
        await Pages.WriteHtmlAsync(context, html);
    }
}
