using IxpServer.Api.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IxpServer.Api.Http;

/// <summary>What all endpoints share: limits of the web server, JSON, CORS, compression, headers.</summary>
internal static class HttpServices
{
    internal static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(json => WireJson.Configure(json.SerializerOptions));
        services.AddSingleton<HttpMetrics>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<SiteFiles>();
        services.AddCorsPolicies(builder.Configuration.Read<CorsSettings>());

        // The old name of the same coding (RFC 9110 section 8.4.1.3).
        services.AddRequestDecompression(options =>
            options.DecompressionProviders["x-gzip"] = options.DecompressionProviders["gzip"]
        );
        services.AddResponseCompression();
        services.AddSecurityHeaders();
        builder.AddTrustedProxies();
        var limits = builder.Configuration.Read<ServerLimits>();
        services.AddSingleton(limits);
        builder.WebHost.ConfigureKestrel(limits.Apply);
        return builder;
    }
}
