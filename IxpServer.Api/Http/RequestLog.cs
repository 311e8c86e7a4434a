using IxpServer.Api.Json;
using IxpServer.Hosting.Logging;

namespace IxpServer.Api.Http;

/// <summary>One line of the log for every answered request.</summary>
internal sealed class RequestLog(ILogger<RequestLog> logger)
{
    private const int MaxPath = 512;
    private const int MaxUserAgent = 256;

    /// <summary>Logs it. The query is left out: it may hold anything, tokens too.</summary>
    /// <param name="context">The request, answered.</param>
    /// <param name="took">How long it took.</param>
    internal void Write(HttpContext context, TimeSpan took)
    {
        var (request, response) = (context.Request, context.Response);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var level = Level(response.StatusCode, route is not null && Probe.Find(request.Path) is not null);
        if (!logger.IsEnabled(level))
        {
            return;
        }

        logger.Log(
            level,
            default,
            new RequestLine
            {
                Method = request.Method.ClipText(MaxPath),
                Route = route,
                Path = request.Path.Value?.ClipText(MaxPath) ?? "",
                Status = response.StatusCode,
                DurationMs = Math.Round(took.TotalMilliseconds, 3),
                Bytes = response.ContentLength,
                UserAgent = request.Headers.UserAgent is [{ } agent, ..] ? agent.ClipText(MaxUserAgent) : null,
                Ip = context.Connection.RemoteIpAddress?.ToString(),
                UserId = SignedIn.IdOf(context),
                RequestId = context.TraceIdentifier,
            },
            null,
            static (line, _) => line.ToString()
        );
    }

    /// <summary>
    /// A warning is what an attack or a wrong credential looks like; other refusals are everyday. What makes a probe fail
    /// is told when it changes, not with each probe.
    /// </summary>
    private static LogLevel Level(int status, bool isProbe) =>
        isProbe ? LogLevel.Debug
        : status >= 500 ? LogLevel.Error
        : status
            is StatusCodes.Status401Unauthorized
                or StatusCodes.Status403Forbidden
                or StatusCodes.Status429TooManyRequests
            ? LogLevel.Warning
        : LogLevel.Information;
}
