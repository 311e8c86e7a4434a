using IxpServer.Api.Configuration;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Primitives;

namespace IxpServer.Api.Http;

/// <summary>Which pages may call the API from a browser.</summary>
internal static class CorsPolicies
{
    /// <summary>For what is public by nature, such as the browser runtime: any origin, without credentials.</summary>
    internal const string AnyOrigin = "any-origin";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS"];

    private static readonly string[] Headers =
    [
        "Content-Type",
        "Authorization",
        "X-API-Key",
        "X-Trace-Id",
        "traceparent",
        "tracestate",
        "If-None-Match",
        "If-Match",
        "X-Session-Token",
        "MCP-Protocol-Version",
        "Mcp-Method",
        "Mcp-Name",
    ];

    private static readonly string[] Exposed =
    [
        "ETag",
        "Location",
        "Deprecation",
        "Sunset",
        "Link",
        "RateLimit",
        "RateLimit-Policy",
        "Retry-After",
        "X-Trace-Id",
    ];

    internal static IServiceCollection AddCorsPolicies(this IServiceCollection services, CorsSettings settings) =>
        services
            .AddSingleton(settings)
            .AddCors(cors =>
            {
                cors.AddPolicy(AnyOrigin, policy => policy.AllowAnyOrigin().WithMethods("GET").WithHeaders(Headers));
                cors.AddDefaultPolicy(policy =>
                {
                    policy.WithMethods(Methods).WithHeaders(Headers).WithExposedHeaders(Exposed);
                    policy.SetPreflightMaxAge(TimeSpan.FromHours(1));
                    _ = settings.AllowsAny
                        ? policy.AllowAnyOrigin()
                        : policy.WithOrigins([.. settings.Origins]).AllowCredentials();
                });
            });

    /// <summary>
    /// Whether the CORS middleware has anything to do: it resolves services for each request, and most are no
    /// browser's. An endpoint with a policy of its own demands that the middleware has seen its requests.
    /// </summary>
    internal static bool Concerns(HttpContext context) =>
        context.Request.Headers.Origin.Count > 0
        || context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is not null;

    /// <summary>
    /// Says that answers differ by origin. The framework says so only when it has something to allow, and a cache
    /// would then serve one origin's answer to another.
    /// </summary>
    internal static IApplicationBuilder UseVaryByOrigin(this IApplicationBuilder app, CorsSettings settings) =>
        settings.AllowsAny
            ? app
            : app.Use(
                (context, next) =>
                {
                    context.Response.Headers.Vary = new StringValues("Origin");
                    return next(context);
                }
            );
}
