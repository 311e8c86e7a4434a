using System.Collections.Frozen;
using IxpServer.Api.Configuration;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Http;

/// <summary>Which pages may call the API from a browser.</summary>
internal static partial class CorsPolicies
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
        "baggage",
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

    internal static IServiceCollection AddCorsPolicies(this IServiceCollection services, CorsSettings settings)
    {
        string[] headers = [.. AllowedHeaders(settings)];
        return services
            .AddSingleton(settings)
            .AddCors(cors =>
            {
                cors.AddPolicy(AnyOrigin, policy => policy.AllowAnyOrigin().WithMethods("GET").WithHeaders(headers));
                cors.AddDefaultPolicy(policy =>
                {
                    policy.WithMethods(Methods).WithHeaders(headers).WithExposedHeaders(Exposed);
                    policy.SetPreflightMaxAge(TimeSpan.FromHours(1));
                    _ = settings.AllowsAny
                        ? policy.AllowAnyOrigin()
                        : policy.WithOrigins([.. settings.Origins]).AllowCredentials();
                });
            });
    }

    /// <summary>Answers preflights, and adds to other answers what lets a page read them.</summary>
    internal static void UseCorsPolicies(this WebApplication app)
    {
        var allowed = AllowedHeaders(app.Services.GetRequiredService<CorsSettings>())
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        app.UseWhen(
            Concerns,
            branch =>
                branch
                    .Use(
                        (context, next) =>
                        {
                            TellRefused(app.Logger, context.Request.Headers, allowed);
                            return next(context);
                        }
                    )
                    .UseCors()
        );
    }

    /// <summary>
    /// Whether a browser asks what a page may send (Fetch, section 4.8): it sends nothing else until it knows, so nobody counts
    /// that.
    /// </summary>
    internal static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>
    /// Whether the CORS middleware has anything to do: it resolves services for each request, and most are no
    /// browser's. An endpoint with a policy of its own demands that the middleware has seen its requests.
    /// </summary>
    private static bool Concerns(HttpContext context) =>
        context.Request.Headers.Origin.Count > 0
        || context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is not null;

    private static IEnumerable<string> AllowedHeaders(CorsSettings settings) =>
        Headers.Union(settings.AllowedHeaders, StringComparer.OrdinalIgnoreCase);

    /// <summary>The browser tells the page's author which headers are not allowed; this tells the server's operator.</summary>
    private static void TellRefused(ILogger logger, IHeaderDictionary headers, FrozenSet<string> allowed)
    {
        var refused = headers
            .GetCommaSeparatedValues(HeaderNames.AccessControlRequestHeaders)
            .Where(name => !allowed.Contains(name));
        if (string.Join(", ", refused) is { Length: > 0 } names)
        {
            LogRefused(logger, IxpError.Clip(headers.Origin.ToString()), IxpError.Clip(names));
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "A page of {Origin} may not send the request headers {Names}; CORS_ALLOWED_HEADERS can allow them"
    )]
    private static partial void LogRefused(ILogger logger, string origin, string names);

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
