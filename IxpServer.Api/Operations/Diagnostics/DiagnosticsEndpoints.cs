using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data.Diagnostics;

namespace IxpServer.Api.Operations.Diagnostics;

/// <summary>For administrators who look for what is slow or wrong. Nothing here changes anything.</summary>
internal static class DiagnosticsEndpoints
{
    private const string Root = "/api/diagnostics";
    private const string Tag = "Diagnostics";

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
            .MayFail(404);
        group
            .MapMethods("/slow-queries", EndpointDescriptions.GetAndHead, SlowestAsync)
            .WithName("listSlowQueries")
            .WithSummary("Statements by mean time, total time or calls (pg_stat_statements)")
            .MayFail(404);
        group
            .MapMethods("/running-queries", EndpointDescriptions.GetAndHead, RunningAsync)
            .WithName("listRunningQueries")
            .WithSummary("What clients of the database have been doing for long (pg_stat_activity)")
            .MayFail(404);
        var here = routes.MapApiGroup(Root, Tag).RequireAuthorization(SecurityServices.Admin).NeverCached();
        here.MapMethods("/memory", EndpointDescriptions.GetAndHead, MemoryAsync)
            .WithName("describeMemory")
            .WithSummary("Memory, garbage collections and threads of this replica");
        here.MapMethods("/renders", EndpointDescriptions.GetAndHead, RendersAsync)
            .WithName("listRecentRenders")
            .WithSummary("Where the last renders of this replica spent their time, newest first");
        here.MapMethods("/renders/{id:guid}", EndpointDescriptions.GetAndHead, ExplainAsync)
            .WithName("explainRender")
            .WithSummary("Where one logged render spent its time")
            .MayFail(404);
    }

    private static Task<Outcome<ConnectionsBody>> ConnectionsAsync(
        Caller caller,
        DiagnosticsService service,
        CancellationToken cancel
    ) => service.ConnectionsAsync(caller, cancel);

    private static Task<Outcome<PageBody<StatementStatistics>>> SlowestAsync(
        Query<PageQuery.Numbered> page,
        Query<StatementQuery> query,
        Caller caller,
        DiagnosticsService service,
        CancellationToken cancel
    ) => service.SlowestAsync(query.Value.Order, page.Value.Page, caller, cancel);

    private static Task<Outcome<PageBody<RunningStatement>>> RunningAsync(
        Query<PageQuery.Numbered> page,
        Query<RunningQuery> query,
        Caller caller,
        DiagnosticsService service,
        CancellationToken cancel
    ) => service.RunningAsync(query.Value.Least, page.Value.Page, caller, cancel);

    private static Task<Outcome<MemoryBody>> MemoryAsync(
        Caller caller,
        DiagnosticsService service,
        CancellationToken cancel
    ) => service.MemoryAsync(caller, cancel);

    private static Task<Outcome<PageBody<RenderTimesBody>>> RendersAsync(
        Query<PageQuery.Numbered> page,
        Query<RenderQuery> query,
        Caller caller,
        DiagnosticsService service,
        CancellationToken cancel
    ) => service.RendersAsync(query.Value, page.Value.Page, caller, cancel);

    private static Task<Outcome<RenderTimesBody>> ExplainAsync(
        Guid id,
        Caller caller,
        DiagnosticsService service,
        CancellationToken cancel
    ) => service.ExplainAsync(id, caller, cancel);
}
