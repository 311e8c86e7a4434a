using IxpServer.Api.Accounts;
using IxpServer.Api.Accounts.Mail;
using IxpServer.Api.Caching;
using IxpServer.Api.Configuration;
using IxpServer.Api.Crawler;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Limits;
using IxpServer.Api.Operations;
using IxpServer.Api.Operations.Health;
using IxpServer.Api.Registry;
using IxpServer.Api.Registry.Admin;
using IxpServer.Api.Rendering;
using IxpServer.Api.Rendering.Weather;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;
using IxpServer.Api.Sessions;
using IxpServer.Api.Site;
using IxpServer.Api.Site.Theme;
using IxpServer.Api.Telemetry;
using IxpServer.Data.Connections;
using IxpServer.Hosting.Logging;

namespace IxpServer.Api;

/// <summary>Everything that the server does: each feature registers its services and maps its routes.</summary>
internal static class Features
{
    /// <summary>Where metrics and spans come from, for OTLP.</summary>
    internal static readonly string[] TelemetrySources =
    [
        ServerTelemetry.Name,
        LogMetrics.MeterName,
        DatabasePoolMetrics.NpgsqlMeter,
    ];

    /// <summary>All settings, each declared by the options of its feature.</summary>
    internal static readonly IReadOnlyList<Setting> Settings =
    [
        .. SettingReader.SettingsOf<ServerOptions>(),
        .. SettingReader.SettingsOf<ServerLimits>(),
        .. SettingReader.SettingsOf<DatabaseOptions>(),
        .. SettingReader.SettingsOf<RegistryOptions>(),
        .. SettingReader.SettingsOf<RenderOptions>(),
        .. SettingReader.SettingsOf<ThemeOptions>(),
        .. SettingReader.SettingsOf<CorsSettings>(),
        .. SettingReader.SettingsOf<SecurityOptions>(),
        .. SettingReader.SettingsOf<WeatherOptions>(),
        .. SettingReader.SettingsOf<MailOptions>(),
        .. SettingReader.SettingsOf<CacheOptions>(),
        .. SettingReader.SettingsOf<RedisOptions>(),
        .. SettingReader.SettingsOf<LimitOptions>(),
        .. SettingReader.SettingsOf<SessionLimits>(),
        .. SettingReader.SettingsOf<IntentLogOptions>(),
        .. SettingReader.SettingsOf<TelemetryOptions>(),
        .. SettingReader.SettingsOf<MetricsOptions>(),
        .. SettingReader.SettingsOf<HealthOptions>(),
        .. LogOptions.Settings,
    ];

    internal static void AddFeatures(this WebApplicationBuilder builder)
    {
        builder.AddDatabase().AddSecurity<OidcEvents>().AddCaching().AddLimits().AddHttp().AddBodies();
        builder.AddAccounts().AddSessions().AddIntentLogs().AddRegistry().AddRegistryAdmin();
        builder.AddRendering().AddCrawler().AddSite().AddOperations();
    }

    internal static void MapFeatures(this WebApplication app)
    {
        app.MapRendering();
        app.MapIntentLogs();
        app.MapRegistry();
        app.MapRegistryAdmin();
        app.MapCrawler();
        app.MapSessions();
        app.MapAccounts();
        app.MapSite();
        app.MapOperations();
    }
}
