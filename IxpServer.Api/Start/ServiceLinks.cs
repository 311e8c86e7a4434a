using IxpServer.Api.Configuration;

namespace IxpServer.Api.Start;

/// <summary>Variables that are no settings but what Kubernetes puts into each container for every Service beside it.</summary>
internal static partial class ServiceLinks
{
    /// <summary>Says once, when the server starts, which are passed over.</summary>
    internal static void ReportServiceLinks(this WebApplicationBuilder builder, IReadOnlyList<Setting> settings)
    {
        if (SettingServices.FindServiceLinks(settings) is { Count: > 0 } links)
        {
            builder.Services.AddStartCheck(
                (services, _) =>
                {
                    var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServiceLinks));
                    LogPassedOver(logger, string.Join(", ", links));
                    return Task.CompletedTask;
                }
            );
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "{Variables}: the address of a Service of that name, which Kubernetes puts there (enableServiceLinks), and no "
            + "setting: it is as if it were not set"
    )]
    private static partial void LogPassedOver(ILogger logger, string variables);
}
