using IxpServer.Api.Accounts;
using IxpServer.Api.Caching;
using IxpServer.Api.Crawler;
using IxpServer.Api.Database;
using IxpServer.Api.Diagnostics;
using IxpServer.Api.Discovery;
using IxpServer.Api.Http;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Limits;
using IxpServer.Api.Logs;
using IxpServer.Api.Playground;
using IxpServer.Api.Registry;
using IxpServer.Api.Registry.Admin;
using IxpServer.Api.Rendering;
using IxpServer.Api.Rendering.Data;
using IxpServer.Api.Sdk;
using IxpServer.Api.Security;
using IxpServer.Api.Sessions;
using IxpServer.Api.Status;
using IxpServer.Api.Telemetry;
using IxpServer.Api.Theme;
using IxpServer.ServiceDefaults.Logging;

namespace IxpServer.Api;

/// <summary>Everything that the server does: each feature registers its services and maps its routes.</summary>
internal static class Features
{
    /// <summary>The meters of the features, which are exported by every way there is.</summary>
    internal static readonly string[] Meters =
    [
        ServerMetrics.MeterName,
        IntentMetrics.MeterName,
        DataProviderMetrics.MeterName,
        RegistryMetrics.MeterName,
        IntentLogMetrics.MeterName,
        CacheMetrics.MeterName,
        LimitMetrics.MeterName,
        CertificateMetrics.MeterName,
        LogMetrics.MeterName,
    ];

    /// <summary>Where all metrics and spans come from, for OTLP.</summary>
    internal static readonly string[] TelemetrySources =
    [
        .. Meters,
        RenderSpans.SourceName,
        RedisSpans.SourceName,
        IntentLogSpans.SourceName,
        DatabasePoolMetrics.NpgsqlMeter,
    ];

    internal static void AddFeatures(this WebApplicationBuilder builder)
    {
        builder.AddDatabase().AddSecurity().AddCaching().AddLimits().AddMetrics().AddTracing();
        builder.AddAccounts().AddSessions().AddIntentLogs().AddRegistryAdmin().AddLogLevels();
        builder
            .AddHttp()
            .AddRegistry()
            .AddRendering()
            .AddTheme()
            .AddCrawler()
            .AddStatus()
            .AddDiagnostics()
            .AddOpenApiDocument();
    }

    internal static void MapFeatures(this WebApplication app)
    {
        app.MapRendering();
        app.MapIntentLogs();
        app.MapRegistry();
        app.MapRegistryAdmin();
        app.MapDiscovery();
        app.MapTheme();
        app.MapSdk();
        app.MapCrawler();
        app.MapCache();
        app.MapSessions();
        app.MapAccounts();
        app.MapStatus();
        app.MapDiagnostics();
        app.MapLogLevels();
        app.MapPlayground();
        app.MapOpenApiDocument();
    }
}
