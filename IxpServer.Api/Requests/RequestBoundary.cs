using System.Diagnostics;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Data;
using IxpServer.Data.Connections;

namespace IxpServer.Api.Requests;

/// <summary>
/// The outermost step of every request: counts it, logs it, and turns whatever went wrong further in into the protocol's
/// error body. A client learns what it did wrong; what the server did wrong goes to the log.
/// </summary>
internal sealed partial class RequestBoundary(
    RequestDelegate next,
    HttpMetrics metrics,
    RequestLog log,
    ServerLimits limits,
    DatabaseOutage outage,
    ILogger<RequestBoundary> logger
)
{
    /// <summary>The client went away: nobody reads this status but the log and the metrics.</summary>
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        var startedAt = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
            if (context.Response.StatusCode >= 400 && IsUnanswered(context.Response))
            {
                await AnswerStatusAsync(context);
            }
        }
        catch (Exception fault)
        {
            await AnswerAsync(context, fault);
        }

        var took = Stopwatch.GetElapsedTime(startedAt);
        metrics.Record(context, took);
        log.Write(context, took);
        if (context.Response.StatusCode is >= 400 and not ClientClosedRequest)
        {
            await UnreadBody.DrainAsync(context);
        }
    }

    private static bool IsUnanswered(HttpResponse response) =>
        !response.HasStarted && response.ContentLength is null && string.IsNullOrEmpty(response.ContentType);

    /// <summary>Gives routing's bare statuses a body. OPTIONS is answered for every path that has any method.</summary>
    private static Task AnswerStatusAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.StatusCode is StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = $"{response.Headers.Allow}, OPTIONS";
            if (HttpMethods.IsOptions(request.Method))
            {
                response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            }
        }

        return ErrorResponse.WriteAsync(
            context,
            IxpError.ForStatus(response.StatusCode, request.Method, request.Path.Value ?? "/")
        );
    }

    /// <summary>
    /// Whether the client went away, or the server's end cut it off. Whoever reads the body may hear of that before
    /// <see cref="HttpContext.RequestAborted"/> says so.
    /// </summary>
    private static bool IsAborted(HttpContext context, Exception fault) =>
        context.RequestAborted.IsCancellationRequested || ConnectionFaults.IsEnd(fault);

    private async Task AnswerAsync(HttpContext context, Exception fault)
    {
        if (IsAborted(context, fault))
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }

            // Else Kestrel, which may hear of it later, would go on reading, and log that it cannot.
            context.Abort();
            return;
        }

        var error = fault switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => IxpError.RequestTimeout(
                limits.SlowGrace
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => IxpError.BodyTooLarge(
                BodyLimit.Of(context)
            ),
            BadHttpRequestException bad => IxpError.ForStatus(
                bad.StatusCode,
                context.Request.Method,
                context.Request.Path
            ),
            UnreadableBodyException broken => IxpError.InvalidRequest(broken.Message),
            _ when DatabaseFaults.IsRemovedMeanwhile(fault) => IxpError.Conflict(
                "What this changes or refers to, such as the account, was deleted meanwhile"
            ),
            _ => null,
        };
        if (error is null && ApiDatabase.ToError(fault) is { } away)
        {
            if (!outage.Report(fault))
            {
                LogDatabase(context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint", fault);
            }

            error = away;
        }

        if (error is null)
        {
            LogUnhandled(context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint", fault);
            error = new IxpError(StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", "Internal server error");
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        var headers = context.Response.Headers;
        headers.ContentLength = null;
        headers.Remove("ETag");
        await ErrorResponse.WriteAsync(context, error);
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} cannot be answered: the database failed")]
    private partial void LogDatabase(string method, string endpoint, Exception fault);

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogUnhandled(string method, string endpoint, Exception fault);
}
