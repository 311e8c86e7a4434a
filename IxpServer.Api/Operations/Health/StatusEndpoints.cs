using IxpServer.Api.Configuration;
using IxpServer.Api.Http;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Api.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IxpServer.Api.Operations.Health;

/// <summary>How the server is and what it has done.</summary>
internal static class StatusEndpoints
{
    internal static WebApplicationBuilder AddStatus(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MetricsSummary>();
        builder.Services.AddSingleton<HealthService>();
        builder.Services.AddSingleton<MemoryHealthCheck>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<MemoryHealthCheck>(MemoryHealthCheck.Name)
            .AddCheck<DefinitionsHealthCheck>(DefinitionsHealthCheck.Name)
            .AddCheck<IntentLogHealth>(IntentLogHealth.Name);
        return builder;
    }

    internal static void MapStatus(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<IConfiguration>().Read<HealthOptions>().Enabled)
        {
            routes
                .MapMethods("/health", EndpointDescriptions.GetAndHead, OperatorHealth)
                .WithTags("Status")
                .WithName("serverHealth")
                .WithSummary("How the server and what it depends on are; messages and figures for administrators")
                .Produces<ServerHealthBody>()
                .Produces<ServerHealthBody>(StatusCodes.Status503ServiceUnavailable);
        }

        var group = routes.MapGroup("/ixp").WithTags("Status");
        group
            .MapMethods("/health", EndpointDescriptions.GetAndHead, Health)
            .WithName("health")
            .WithSummary("Whether the server can answer, and what is wrong with its registry")
            .Produces<HealthBody>()
            .Produces<HealthBody>(StatusCodes.Status503ServiceUnavailable);
        // Made before the first request, which it counts.
        var summary = routes.ServiceProvider.GetRequiredService<MetricsSummary>();
        group
            .MapMethods("/metrics", EndpointDescriptions.GetAndHead, () => TypedResults.Ok(summary.Read()))
            .WithName("metrics")
            .WithSummary("Requests, times and errors since start")
            .Produces<MetricsBody>();
    }

    private static async Task<JsonHttpResult<ServerHealthBody>> OperatorHealth(
        HttpContext context,
        HealthService health,
        MetricsOptions metrics,
        CancellationToken cancel
    )
    {
        var isInside = metrics.Port == context.Connection.LocalPort;
        var body = await health.DescribeToOperatorAsync(isInside || Caller.Of(context).IsAdmin, cancel);
        return Answer(context, body, body.Status);
    }

    private static async Task<JsonHttpResult<HealthBody>> Health(
        HttpContext context,
        HealthService health,
        CancellationToken cancel
    )
    {
        var body = await health.DescribeAsync(cancel);
        return Answer(context, body, body.Status);
    }

    /// <summary>Degraded is still 200: the server answers, and taking it out of rotation would mend nothing.</summary>
    private static JsonHttpResult<T> Answer<T>(HttpContext context, T body, string status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            body,
            statusCode: status is HealthBody.Unhealthy
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status200OK
        );
    }
}
