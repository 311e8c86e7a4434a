using IxpServer.Api.Configuration;
using IxpServer.Api.Database;
using IxpServer.Api.Limits;
using IxpServer.Api.Security;
using IxpServer.Api.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IxpServer.Api.Http;

/// <summary>What all endpoints share: limits, errors, CORS, compression, headers.</summary>
internal static class HttpServices
{
    internal static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<SiteFiles>();
        services.AddCorsPolicies(CorsSettings.Read(builder.Configuration));

        // The old name of the same coding (RFC 9110 section 8.4.1.3).
        services.AddRequestDecompression(options =>
            options.DecompressionProviders["x-gzip"] = options.DecompressionProviders["gzip"]
        );
        services.AddResponseCompression();
        services.AddSecurityHeaders();
        builder.AddTrustedProxies();
        var limits = ServerLimits.Read(builder.Configuration);
        services.AddSingleton(limits);
        services.AddSingleton<MemoryReturn>();
        services.AddSingleton<BodyBudget>();
        builder.WebHost.ConfigureKestrel(limits.Apply);
        return builder;
    }

    /// <summary>
    /// The order matters: each step sees what the ones before it let through. Who asks is settled before anything
    /// counts by it, the headers before anything can answer.
    /// </summary>
    internal static void UseHttpPipeline(this WebApplication app)
    {
        app.UseDraining();
        FirstRequest.Watch(app);
        app.UseTrustedProxies();
        app.UseMiddleware<TraceIds>();
        app.UseMiddleware<RequestBoundary>();
        app.UseSecurityHeaders();
        app.UseMetricsPort();
        app.UseHostFilter();
        app.UseMetricsPath();
        app.UseVaryByOrigin(app.Services.GetRequiredService<CorsSettings>());
        app.UseResponseCompression();
        app.UseRouting();
        app.UseCorsPolicies();
        app.UseCallers();

        // The caller is known, refused callers count too, no body has been read.
        app.UseLimits();
        app.UseAccessRules();
        CompressedBody.Use(app);
        app.UseRequestDecompression();
        app.UseDatabaseStart();
    }
}
