using System.Text.Json;
using IxpServer.Api.Configuration;
using IxpServer.Api.Crawler.Forms;
using IxpServer.Api.Crawler.Sources;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using Microsoft.AspNetCore.Http.Extensions;

namespace IxpServer.Api.Crawler;

/// <summary>What crawlers and indexers may read: intents and registered sources, page by page.</summary>
internal static class CrawlerEndpoints
{
    internal static WebApplicationBuilder AddCrawler(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ICrawlerSource, IntentSource>();
        builder.Services.AddSingleton<SourceCatalog>();
        builder.Services.AddStartCheck<SourceCatalog>();
        builder.Services.AddSingleton<SourceReader>();
        builder.Services.AddSingleton<CrawlerService>();
        return builder;
    }

    internal static void MapCrawler(this IEndpointRouteBuilder routes) =>
        routes
            .MapApiGroup("/ixp", "Discovery")
            .MapMethods("/crawler_content", EndpointDescriptions.GetAndHead, GetContentsAsync)
            .WithName("crawlerContent")
            .WithSummary("Crawlable intents and registered sources, page by page")
            .Produces<CrawlerContentBody>(StatusCodes.Status200OK, "application/json", "application/xml", "text/csv")
            .WithMetadata(TaggedAnswer.Instance, new LimitedAs(LimitGroup.Crawl))
            .MayFail(401, 502);

    private static async Task GetContentsAsync(
        Query<CrawlerRequest> request,
        CrawlerService crawler,
        HttpContext context
    )
    {
        var (headers, cancel) = (context.Request.Headers, context.RequestAborted);
        var (page, error) = await crawler.GetPageAsync(request.Value, headers, cancel);
        if (page is null)
        {
            await ErrorResponse.WriteAsync(context, error!);
            return;
        }

        if (page.NextCursor is not null)
        {
            context.Response.Headers.Link = $"<{NextPage(context.Request, page.NextCursor)}>; rel=\"next\"";
        }

        await Prepare(page).SendAsync(context, page.Scope.UsesCredentials ? "private, no-cache" : "public, no-cache");
    }

    private static PreparedBody Prepare(CrawlerPage page)
    {
        var json = JsonForm.Write(page);
        return page.Request.Format switch
        {
            "xml" => PreparedBody.Once(XmlForm.Write(JsonElement.Parse(json)), XmlForm.ContentType),
            "csv" => PreparedBody.Once(
                CsvForm.Write(JsonElement.Parse(json), page.Request.Fields),
                CsvForm.ContentType
            ),
            _ => PreparedBody.Once(json, JsonForm.ContentType),
        };
    }

    /// <summary>CSV has no place for a cursor, so each form tells the next page in a header too.</summary>
    private static string NextPage(HttpRequest request, string cursor)
    {
        var query = new QueryBuilder(
            request.Query.Where(parameter => !parameter.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase))
        )
        {
            { "cursor", cursor },
        };
        return request.PathBase.Add(request.Path).ToUriComponent() + query.ToQueryString();
    }
}
