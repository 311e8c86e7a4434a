using System.Diagnostics.Metrics;
using IxpServer.Hosting.Configuration;
using IxpServer.Hosting.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the application shares: telemetry, health checks, discovery and resilience.</summary>
public static class Extensions
{
    /// <summary>The tag of the checks that say whether the process itself is alive.</summary>
    public const string LiveTag = "live";

    /// <summary>The tag of the checks that say whether the service can do its work.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Health checks are mapped for every method; asking changes nothing, so that others are mistakes.</summary>
    private static readonly HttpMethodMetadata ReadOnly = new(["GET", "HEAD"]);

    /// <summary>
    /// Adds the log, OpenTelemetry, the <c>self</c> health check, service discovery and a standard resilience handler on
    /// every <see cref="HttpClient"/>.
    /// </summary>
    /// <param name="builder">The host being built.</param>
    /// <param name="sources">
    /// Names of the service's own activity sources and meters; a source with the application's name is among them anyway.
    /// </param>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder, params string[] sources)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddLogs();
        builder.AddTelemetry(sources);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.ShareHealthChecks();
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // A breaker for each host: one that fails must not cut off the others. Somebody waits for the answer, so
            // the retries come fast.
            http.AddStandardResilienceHandler(options =>
                {
                    options.Retry.Delay = TimeSpan.FromMilliseconds(200);

                    // What was not answered may have been done all the same: only its sender knows whether to do it twice.
                    options.Retry.DisableForUnsafeHttpMethods();

                    // Outer bounds: each caller brings a limit of its own, which may be as long as one attempt here.
                    options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(30);
                    options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(100);
                    options.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(60);
                })
                .SelectPipelineByAuthority();
            http.AddServiceDiscovery();

            // Theirs hold the headers' values as properties, with a provider's secret, however the message hides them.
            http.RemoveAllLoggers();
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>/alive</c>, 200 while the process serves requests, whatever its dependencies do; <c>/ready</c>, 503 while the
    /// service cannot do its work yet or is about to end, with the reason; and <c>/health</c>, 503 while any check is unhealthy, with the
    /// status of each. All may be asked by strangers, in every environment: exceptions are not told, checks run once a
    /// second at most.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="withHealth">False for a service that answers <c>/health</c> by itself.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app, bool withHealth = true)
    {
        app.MapHealthChecks("/alive", new() { Predicate = check => check.Tags.Contains(LiveTag) })
            .WithMetadata(ReadOnly);
        app.MapHealthChecks(
                "/ready",
                new()
                {
                    Predicate = check => check.Tags.Contains(ReadyTag),
                    ResponseWriter = HealthResponse.WithReasonsAsync,
                }
            )
            .WithMetadata(ReadOnly);
        if (withHealth)
        {
            app.MapHealthChecks("/health", new() { ResponseWriter = HealthResponse.WithStatusesAsync })
                .WithMetadata(ReadOnly);
        }

        return app;
    }

    /// <summary>
    /// Without a collector (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>) nothing would read the telemetry, so nothing pays for
    /// gathering it: no instrumentation is attached.
    /// </summary>
    private static void AddTelemetry<TBuilder>(this TBuilder builder, string[] sources)
        where TBuilder : IHostApplicationBuilder
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddHostedService<TelemetryFlush>();

        // .NET takes and passes on baggage by itself; the other propagator would look for it in every request once more.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        builder
            .Services.AddOptions<AspNetCoreTraceInstrumentationOptions>()
            .Configure<IOptions<TraceFilter>>((tracing, filter) => tracing.Filter = filter.Value.IsTraced);
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .WithTracing(tracing =>
                tracing
                    .AddSource([builder.Environment.ApplicationName, .. sources])
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
            );
        if (builder.Configuration.Read<TelemetryOptions>().Enabled)
        {
            telemetry.WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddProcessInstrumentation()
                    .AddMeter(sources)
                    .AddView(LeaveOut)
            );
        }

        telemetry.UseOtlpExporter();
    }

    /// <summary>
    /// What other metrics tell already: the runtime's own names for the process' metrics, and the matches of each route,
    /// which the durations of requests count. And Kestrel's pools of memory, which would be counted several times a request.
    /// </summary>
    private static MetricStreamConfiguration? LeaveOut(Instrument instrument) =>
        instrument.Meter.Name is "Microsoft.AspNetCore.MemoryPool"
        || instrument.Name
            is "dotnet.process.cpu.time"
                or "dotnet.process.memory.working_set"
                or "aspnetcore.routing.match_attempts"
            ? MetricStreamConfiguration.Drop
            : null;
}
