using IxpServer.Api.Configuration;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;

namespace IxpServer.Api;

/// <summary>
/// The way of every request to its endpoint. The order matters: each step sees what the ones before it let through. Who asks
/// is settled before anything counts by it, the headers before anything can answer.
/// </summary>
internal static class Pipeline
{
    internal static void UsePipeline(this WebApplication app)
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
