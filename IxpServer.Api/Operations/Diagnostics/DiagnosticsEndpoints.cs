using System.Globalization;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;
using IxpServer.Data.Diagnostics;

namespace IxpServer.Api.Operations.Diagnostics;

/// <summary>For administrators who look for what is slow or wrong. Nothing here changes anything.</summary>
internal static class DiagnosticsEndpoints
{
    private const string Root = "/api/diagnostics";
    private const string Tag = "Diagnostics";

    /// <summary>What the guide calls a long-running query.</summary>
    private const int LongSeconds = 300;
    private const int MostSeconds = 86_400;

    internal static WebApplicationBuilder AddDiagnostics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DiagnosticsService>();
        return builder;
    }

    internal static void MapDiagnostics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapDatabaseGroup(Root, Tag).RequireAuthorization(SecurityServices.Admin);
        group
            .MapMethods("/connections", EndpointDescriptions.GetAndHead, ConnectionsAsync)
            .WithName("describeConnections")
            .WithSummary("This replica's connections to PostgreSQL, and those of all its clients")
            .Produces<ConnectionsBody>()
            .ProducesIxpErrors(401, 403, 404, 503);
        group
            .MapMethods("/slow-queries", EndpointDescriptions.GetAndHead, SlowestAsync)
            .WithName("listSlowQueries")
            .WithSummary("Statements by mean time, total time or calls (pg_stat_statements)")
            .WithQuery("order", "limit", "page")
            .Produces<PageBody<StatementStatistics>>()
            .ProducesIxpErrors(400, 401, 403, 404, 503);
        group
            .MapMethods("/running-queries", EndpointDescriptions.GetAndHead, RunningAsync)
            .WithName("listRunningQueries")
            .WithSummary("What clients of the database have been doing for long (pg_stat_activity)")
            .WithQuery("seconds", "limit", "page")
            .Produces<PageBody<RunningStatement>>()
            .ProducesIxpErrors(400, 401, 403, 404, 503);
        var here = routes.MapGroup(Root).WithTags(Tag).RequireAuthorization(SecurityServices.Admin);
        here.MapMethods("/memory", EndpointDescriptions.GetAndHead, MemoryAsync)
            .WithName("describeMemory")
            .WithSummary("Memory, garbage collections and threads of this replica")
            .Produces<MemoryBody>()
            .ProducesIxpErrors(401, 403);
        here.MapMethods("/renders", EndpointDescriptions.GetAndHead, RendersAsync)
            .WithName("listRecentRenders")
            .WithSummary("Where the last renders of this replica spent their time, newest first")
            .WithQuery("intent", "milliseconds", "limit", "page")
            .Produces<PageBody<RenderTimesBody>>()
            .ProducesIxpErrors(400, 401, 403);
        here.MapMethods("/renders/{id:guid}", EndpointDescriptions.GetAndHead, ExplainAsync)
            .WithName("explainRender")
            .WithSummary("Where one logged render spent its time")
            .Produces<RenderTimesBody>()
            .ProducesIxpErrors(401, 403, 404);
    }

    private static async Task ConnectionsAsync(HttpContext context, DiagnosticsService service) =>
        await Answers.WriteAsync(context, await service.ConnectionsAsync(Caller.Of(context), context.RequestAborted));

    private static async Task SlowestAsync(HttpContext context, DiagnosticsService service)
    {
        var (page, wrong) = PageQuery.ReadNumbered(context.Request.Query);
        var order = StatementOrder.Mean;
        var text = context.Request.Query["order"].ToString();
        if (text.Length > 0 && (!Enum.TryParse(text, ignoreCase: true, out order) || !Enum.IsDefined(order)))
        {
            wrong ??= IxpError.InvalidRequest("order must be mean, total or calls");
        }

        await Answers.WriteAsync(
            context,
            wrong is not null
                ? wrong
                : await service.SlowestAsync(order, page!, Caller.Of(context), context.RequestAborted)
        );
    }

    private static async Task RunningAsync(HttpContext context, DiagnosticsService service)
    {
        var (page, wrong) = PageQuery.ReadNumbered(context.Request.Query);
        var seconds = Number(context, "seconds", LongSeconds, MostSeconds, ref wrong);
        await Answers.WriteAsync(
            context,
            wrong is not null
                ? wrong
                : await service.RunningAsync(
                    TimeSpan.FromSeconds(seconds),
                    page!,
                    Caller.Of(context),
                    context.RequestAborted
                )
        );
    }

    private static async Task<IResult> MemoryAsync(HttpContext context, DiagnosticsService service)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await service.MemoryAsync(Caller.Of(context), context.RequestAborted));
    }

    private static async Task RendersAsync(HttpContext context, DiagnosticsService service)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (page, wrong) = PageQuery.ReadNumbered(context.Request.Query);
        var least = Number(context, "milliseconds", 0, MostSeconds * 1000, ref wrong);
        var intent = context.Request.Query["intent"].ToString();
        Outcome<PageBody<RenderTimesBody>> outcome = wrong is not null
            ? wrong
            : await service.RendersAsync(
                intent.Length > 0 ? intent : null,
                TimeSpan.FromMilliseconds(least),
                page!,
                Caller.Of(context),
                context.RequestAborted
            );
        await Answers.WriteAsync(context, outcome);
    }

    private static async Task ExplainAsync(Guid id, HttpContext context, DiagnosticsService service)
    {
        context.Response.Headers.CacheControl = "no-store";
        await Answers.WriteAsync(context, await service.ExplainAsync(id, Caller.Of(context), context.RequestAborted));
    }

    private static int Number(HttpContext context, string name, int fallback, int most, ref IxpError? wrong)
    {
        var text = context.Request.Query[name].ToString();
        var number = fallback;
        if (
            text.Length > 0
            && (
                !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                || number < 0
                || number > most
            )
        )
        {
            wrong ??= IxpError.InvalidRequest($"{name} must be a whole number from 0 to {most}");
        }

        return number;
    }
}
