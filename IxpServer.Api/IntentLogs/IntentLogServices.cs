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
        var options = builder.Configuration.Read<IntentLogOptions>();
        var directory =
            options.SpoolDirectory.Length > 0 ? options.SpoolDirectory
            : database.File is { } file ? $"{file}.spool"
            : Path.Combine("data", "intent-logs");
        return options with { SpoolDirectory = Path.GetFullPath(directory, builder.Environment.ContentRootPath) };
    }
}
