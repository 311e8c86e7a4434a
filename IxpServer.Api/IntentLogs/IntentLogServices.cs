using IxpServer.Api.Http;
using IxpServer.Data.Connections;

namespace IxpServer.Api.IntentLogs;

/// <summary>Registers the intent logs.</summary>
internal static class IntentLogServices
{
    internal static WebApplicationBuilder AddIntentLogs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => Read(builder, provider.GetRequiredService<DatabaseConnection>()));
        services.AddJson(IntentLogJson.Default);
        services.AddSingleton<IntentLogMetrics>();
        services.AddSingleton<IntentLogInbox>();
        services.AddSingleton<IntentLogSpool>();
        services.AddSingleton<IntentLogHealth>();
        services.AddSingleton<IntentStatistics>();
        services.AddSingleton<IntentLogService>();
        services.AddHostedService<IntentLogWriter>();
        return builder;
    }

    /// <summary>The settings have been checked with all others.</summary>
    private static IntentLogOptions Read(WebApplicationBuilder builder, DatabaseConnection database)
    {
        var section = builder.Configuration.GetSection(IntentLogOptions.Section);
        var directory =
            section["SpoolDirectory"] is { Length: > 0 } given ? given
            : database.File is { } file ? $"{file}.spool"
            : Path.Combine("data", "intent-logs");
        var fallback = new IntentLogOptions { SpoolDirectory = "" };
        return fallback with
        {
            Durability = section.GetValue("Durability", fallback.Durability),
            SpoolDirectory = Path.GetFullPath(directory, builder.Environment.ContentRootPath),
            SpoolBytes = section.GetValue("SpoolMegabytes", fallback.SpoolBytes / (1024 * 1024)) * 1024 * 1024,
            QueueRows = section.GetValue("QueueRows", fallback.QueueRows),
        };
    }
}
