using IxpServer.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IxpServer.Api.Status;

/// <summary>How the server is and what it has done.</summary>
internal static class StatusEndpoints
{
    internal static WebApplicationBuilder AddStatus(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServerHealth>();
        return builder;
    }

    internal static void MapStatus(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ixp").WithTags("Status");
        group
            .MapMethods("/health", EndpointDescriptions.GetAndHead, Health)
            .WithName("health")
            .WithSummary("Whether the server can answer, and what is wrong with its registry")
            .Produces<HealthBody>()
            .Produces<HealthBody>(StatusCodes.Status503ServiceUnavailable);
        group
            .MapMethods("/metrics", EndpointDescriptions.GetAndHead, Metrics)
            .WithName("metrics")
            .WithSummary("Requests, times and errors since start")
            .Produces<MetricsBody>();
    }

    /// <summary>Degraded is still 200: the server answers, and taking it out of rotation would mend nothing.</summary>
    private static async Task<JsonHttpResult<HealthBody>> Health(
        HttpContext context,
        ServerHealth health,
        CancellationToken cancel
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        var body = await health.DescribeAsync(cancel);
        return IxpJson.Ok(
            body,
            body.Status is HealthBody.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
    }

    private static JsonHttpResult<MetricsBody> Metrics(RequestMetrics metrics, TimeProvider time)
    {
        var errors = metrics.ByError;
        var durations = metrics.Durations;
        return IxpJson.Ok(
            new MetricsBody(
                new RequestCounts(metrics.Total, metrics.ByIntent, metrics.ByStatusClass),
                new PerformanceFigures(
                    Math.Round(durations.AverageMilliseconds, 3),
                    durations.PercentileMilliseconds(0.95),
                    durations.PercentileMilliseconds(0.99)
                ),
                new ErrorCounts(errors.Values.Sum(), errors),
                Math.Round(metrics.Uptime.TotalSeconds, 3),
                Timestamps.Format(time.GetUtcNow())
            )
        );
    }
}
