using IxpServer.Api.Configuration;
using IxpServer.Data.Connections;
using IxpServer.ServiceDefaults;

namespace IxpServer.Api.IntentLogs;

/// <summary>Registers the intent logs.</summary>
internal static class IntentLogServices
{
    internal static WebApplicationBuilder AddIntentLogs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => Read(builder, provider.GetRequiredService<DatabaseConnection>()));
        services.AddSingleton<IntentLogMetrics>();
        services.AddSingleton<IntentLogInbox>();
        services.AddSingleton<IntentLogSpool>();
        services.AddSingleton<RenderLog>();
        services.AddSingleton<IntentLogHealth>();
        services.AddSingleton<IntentStatistics>();
        services.AddSingleton<IntentLogService>();
        services.AddHostedService<IntentLogWriter>();

        // Found out when the database is away, it would be too late. The default's place need not be there before.
        var section = builder.Configuration.GetSection(IntentLogOptions.Section);
        if (
            section["SpoolDirectory"] is { Length: > 0 } spool
            && !string.Equals(
                section["Durability"],
                nameof(IntentLogDurability.Off),
                StringComparison.OrdinalIgnoreCase
            )
        )
        {
            builder.AddStartFaults([
                .. WritableDirectory.FindFaults(
                    "INTENT_LOG_SPOOL (Ixp__IntentLogs__SpoolDirectory)",
                    Path.GetFullPath(spool, builder.Environment.ContentRootPath)
                ),
            ]);
        }

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
