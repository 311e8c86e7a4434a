using System.Buffers;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data.Entities;

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
            .WithSummary("Renders, newest first; filters: intent, sessionId, userId, success, from, to")
            .Produces<PageBody<IntentLogBody>>()
            .ProducesIxpErrors(400, 401, 503);
        group
            .MapMethods("/{id:guid}", EndpointDescriptions.GetAndHead, GetAsync)
            .WithName("getIntentLog")
            .WithSummary("One render with its answer")
            .Produces<IntentLogBody>()
            .ProducesIxpErrors(401, 404, 503);
        group
            .MapMethods("/stats", EndpointDescriptions.GetAndHead, SummarizeAsync)
            .WithName("intentStatistics")
            .WithSummary("Count, success rate and times by intent, of at most 31 days; the same filters")
            .Produces<IntentStatisticsBody>()
            .ProducesIxpErrors(400, 401, 503);
        group
            .MapGet("/export", ExportAsync)
            .RequireAuthorization(SecurityServices.Admin)
            .WithName("exportIntentLogs")
            .WithSummary("All renders as format=csv or ndjson, newest first; the same filters")
            .Produces<string>(contentType: "text/csv", additionalContentTypes: "application/x-ndjson")
            .ProducesIxpErrors(400, 401, 403, 503);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IntentLogService logs, CancellationToken cancel)
    {
        var (filter, error) = IntentLogFilter.Read(context.Request.Query, Caller.Of(context));
        var (page, pageError) = PageQuery.Read(context.Request.Query);
        return (error ?? pageError) is { } fault
            ? new ErrorResult(fault)
            : TypedResults.Ok(await logs.ListAsync(filter!, page!, cancel));
    }

    private static async Task<IResult> GetAsync(
        Guid id,
        HttpContext context,
        IntentLogService logs,
        CancellationToken cancel
    )
    {
        var (body, error) = await logs.GetAsync(id, Caller.Of(context), cancel);
        return body is null ? new ErrorResult(error!) : TypedResults.Ok(body);
    }

    private static async Task<IResult> SummarizeAsync(
        HttpContext context,
        IntentLogService logs,
        CancellationToken cancel
    )
    {
        var (filter, error) = IntentLogFilter.Read(context.Request.Query, Caller.Of(context));
        if (filter is null)
        {
            return new ErrorResult(error!);
        }

        var (body, fault) = await logs.SummarizeAsync(filter, cancel);
        return body is null ? new ErrorResult(fault!) : TypedResults.Ok(body);
    }

    private static async Task ExportAsync(HttpContext context, IntentLogService logs, CancellationToken cancel)
    {
        var caller = Caller.Of(context);
        var (filter, error) = IntentLogFilter.Read(context.Request.Query, caller);
        var format = context.Request.Query["format"].ToString();
        if (format is not ("" or "csv" or "ndjson"))
        {
            error = IxpError.InvalidRequest("format must be csv or ndjson");
        }

        if (error is not null)
        {
            await ErrorResponse.WriteAsync(context, error);
            return;
        }

        var isCsv = format is not "ndjson";
        var response = context.Response;
        var began = false;
        await foreach (var rows in logs.ExportAsync(filter!, caller, cancel))
        {
            if (!began)
            {
                Begin(response, isCsv);
                began = true;
            }

            Write(response.BodyWriter, rows, isCsv);
            await response.BodyWriter.FlushAsync(cancel);
        }
    }

    /// <summary>Only once there is something to send: until then a fault of the database is still a 503.</summary>
    private static void Begin(HttpResponse response, bool isCsv)
    {
        response.ContentType = isCsv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
        response.Headers.ContentDisposition = $"attachment; filename=intent-logs.{(isCsv ? "csv" : "ndjson")}";
        if (isCsv)
        {
            response.BodyWriter.Write(IntentLogExport.CsvHeader);
        }
    }

    private static void Write(System.IO.Pipelines.PipeWriter to, IReadOnlyList<IntentLog> rows, bool isCsv)
    {
        foreach (var row in rows)
        {
            if (isCsv)
            {
                IntentLogExport.WriteCsv(to, row);
            }
            else
            {
                IntentLogExport.WriteJson(to, row);
            }
        }
    }

    private sealed class ErrorResult(IxpError error) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => ErrorResponse.WriteAsync(httpContext, error);
    }
}
