using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;

namespace IxpServer.Api.IntentLogs;

/// <summary>Lists, statistics and exports of what was rendered.</summary>
internal static class IntentLogEndpoints
{
    internal static void MapIntentLogs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapDatabaseGroup("/api/intent-logs", "Intent logs").RequireAuthorization();
        group
            .MapMethods("", EndpointDescriptions.GetAndHead, ListAsync)
            .WithName("listIntentLogs")
            .WithSummary("Renders, newest first");
        group
            .MapMethods("/{id:guid}", EndpointDescriptions.GetAndHead, GetAsync)
            .WithName("getIntentLog")
            .WithSummary("One render with its answer")
            .MayFail(404);
        group
            .MapMethods("/stats", EndpointDescriptions.GetAndHead, SummarizeAsync)
            .WithName("intentStatistics")
            .WithSummary("Count, success rate and times by intent, of at most 31 days");
        group
            .MapGet("/export", ExportAsync)
            .RequireAuthorization(SecurityServices.Admin)
            .WithName("exportIntentLogs")
            .WithSummary("All renders as CSV or newline-delimited JSON, newest first")
            .Produces<string>(contentType: "text/csv", additionalContentTypes: "application/x-ndjson");
    }

    private static Task<Outcome<PageBody<IntentLogBody>>> ListAsync(
        Query<IntentLogFilter> filter,
        Query<PageQuery> page,
        Caller caller,
        IntentLogService logs,
        CancellationToken cancel
    ) => logs.ListAsync(filter.Value, caller, page.Value, cancel);

    private static Task<Outcome<IntentLogBody>> GetAsync(
        Guid id,
        Caller caller,
        IntentLogService logs,
        CancellationToken cancel
    ) => logs.GetAsync(id, caller, cancel);

    private static Task<Outcome<IntentStatisticsBody>> SummarizeAsync(
        Query<IntentLogFilter> filter,
        Caller caller,
        IntentLogService logs,
        CancellationToken cancel
    ) => logs.SummarizeAsync(filter.Value, caller, cancel);

    private static async Task ExportAsync(
        Query<IntentLogFilter> filter,
        Query<ExportFormat> format,
        Caller caller,
        HttpContext context,
        IntentLogService logs,
        CancellationToken cancel
    )
    {
        var isCsv = format.Value.IsCsv;
        var response = context.Response;
        await foreach (var rows in logs.ExportAsync(filter.Value, caller, cancel))
        {
            // Only once there is something to send: until then a fault of the database is still a 503.
            var isFirst = response.ContentType is null;
            if (isFirst)
            {
                response.ContentType = isCsv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
                response.Headers.ContentDisposition = $"attachment; filename=intent-logs.{(isCsv ? "csv" : "ndjson")}";
            }

            if (isCsv)
            {
                await IntentLogExport.WriteCsvAsync(response.Body, rows, withHeader: isFirst, cancel);
                continue;
            }

            foreach (var row in rows)
            {
                IntentLogExport.WriteJson(response.BodyWriter, row);
            }

            await response.BodyWriter.FlushAsync(cancel);
        }
    }
}
