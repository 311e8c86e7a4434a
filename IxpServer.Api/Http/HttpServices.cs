using IxpServer.Api.Configuration;
using IxpServer.Api.Database;
using IxpServer.Api.Limits;
using IxpServer.Api.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IxpServer.Api.Http;

/// <summary>What all endpoints share: limits, errors, CORS, compression, headers.</summary>
internal static class HttpServices
{
    private const long LargestBody = 1024 * 1024;

    internal static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RequestMetrics>();
        services.AddCorsPolicies(CorsSettings.Read(builder.Configuration));

        // The old name of the same coding (RFC 9110 section 8.4.1.3).
        services.AddRequestDecompression(options =>
            options.DecompressionProviders["x-gzip"] = options.DecompressionProviders["gzip"]
        );
        services.AddResponseCompression();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, IxpError.SlowRequestGrace);
        });
        return builder;
    }

    /// <summary>The order matters: each step sees what the ones before it let through.</summary>
    internal static WebApplication UseHttpPipeline(this WebApplication app)
    {
        app.UseMiddleware<RequestBoundary>();
        app.Use(
            (context, next) =>
            {
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return next(context);
            }
        );
        app.UseVaryByOrigin(app.Services.GetRequiredService<CorsSettings>());
        app.UseResponseCompression();
        app.UseRouting();
        app.UseWhen(CorsPolicies.Concerns, branch => branch.UseCors());
        app.UseRequestDecompression();
        app.UseAuthenticationWhereNeeded();
        app.UseLimits();
        app.UseAuthorizationWhereNeeded();
        app.UseDatabaseStart();
        return app;
    }
}
