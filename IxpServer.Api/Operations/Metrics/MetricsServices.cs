using IxpServer.Api.Caching;
using IxpServer.Api.Configuration;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using IxpServer.Api.Registry;
using IxpServer.Api.Requests;
using IxpServer.Data.Connections;
using Microsoft.AspNetCore.Routing.Patterns;

namespace IxpServer.Api.Operations.Metrics;

/// <summary>Registers the metrics, and serves them at <c>/metrics</c>.</summary>
internal static class MetricsServices
{
    private const string Path = "/metrics";

    /// <summary>So that scrapes are counted under their path like all else, though routing never sees them.</summary>
    private static readonly RouteEndpoint Scrape = new(
        _ => Task.CompletedTask,
        RoutePatternFactory.Parse(Path),
        0,
        EndpointMetadataCollection.Empty,
        Path
    );

    internal static WebApplicationBuilder AddMetrics(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(MetricsOptions.Read(builder.Configuration));
        services.AddSingleton<MetricsAccess>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<HealthMetrics>();
        services.AddSingleton<DatabasePoolMetrics>();
        services.AddSingleton<PrometheusExport>();
        return builder;
    }

    /// <summary>On the metrics' own port there are only they and the probes, by whatever name it is reached.</summary>
    internal static void UseMetricsPort(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<MetricsOptions>().Enabled)
        {
            return;
        }

        Start(app.Services);
        if (app.Services.GetRequiredService<MetricsOptions>().Port is { } port)
        {
            app.MapWhen(
                context =>
                    context.Connection.LocalPort == port
                    && Probe.Find(context.Request.Path) is not { IsOfOrchestrator: true },
                branch => branch.UseWhen(IsScrape, UseScrape)
            );
        }
    }

    /// <summary>Where the metrics have no port of their own, they are here: before limits, and without the database.</summary>
    internal static void UseMetricsPath(this WebApplication app)
    {
        if (app.Services.GetRequiredService<MetricsOptions>() is { Enabled: true, Port: null })
        {
            app.MapWhen(IsScrape, UseScrape);
        }
    }

    /// <summary>Nobody else asks for these, and what is not made has no series. Before the server listens.</summary>
    private static void Start(IServiceProvider services)
    {
        services.GetRequiredService<ServerMetrics>();
        services.GetRequiredService<HealthMetrics>();
        services.GetRequiredService<RegistryMetrics>();
        services.GetRequiredService<CacheMetrics>();
        services.GetRequiredService<LimitMetrics>();
        services.GetRequiredService<BodyBudget>();
        if (services.GetRequiredService<DatabaseConnection>().Kind is DatabaseKind.Postgres)
        {
            services.GetRequiredService<DatabasePoolMetrics>();
        }

        services.GetRequiredService<PrometheusExport>();
    }

    private static bool IsScrape(HttpContext context) =>
        context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase);

    private static void UseScrape(IApplicationBuilder branch)
    {
        var access = branch.ApplicationServices.GetRequiredService<MetricsAccess>();
        branch.Use(
            (context, next) =>
            {
                context.SetEndpoint(Scrape);
                context.Response.Headers.CacheControl = "no-store";
                if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
                {
                    // As routing leaves it: the outermost step adds the body, or answers OPTIONS.
                    context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                    context.Response.Headers.Allow = "GET, HEAD";
                    return Task.CompletedTask;
                }

                return access.Refuse(context) is { } refused
                    ? ErrorResponse.WriteAsync(context, refused)
                    : next(context);
            }
        );
        branch.UseOpenTelemetryPrometheusScrapingEndpoint(
            branch.ApplicationServices.GetRequiredService<PrometheusExport>().Provider,
            _ => true,
            path: null,
            configureBranchedPipeline: null,
            optionsName: null
        );
    }
}
