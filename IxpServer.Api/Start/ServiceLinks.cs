using System.Text.RegularExpressions;
using IxpServer.Api.Configuration;

namespace IxpServer.Api.Start;

/// <summary>
/// Variables that are no settings. Kubernetes, and Docker's old links, put some into each container for every Service beside
/// it: one that is called "metrics" gives <c>METRICS_PORT=tcp://10.0.0.11:9464</c>. These are as if they were not set.
/// </summary>
internal static partial class ServiceLinks
{
    /// <summary>Whether a value is the address of a Service. Of the names that they make, settings share only <c>…_PORT</c>.</summary>
    internal static bool IsLink(string variable, string value) =>
        variable.EndsWith("PORT", StringComparison.Ordinal) && Address().IsMatch(value);

    /// <summary>Says once, when the server starts, which are passed over.</summary>
    internal static void TellOfServiceLinks(this WebApplicationBuilder builder)
    {
        var links = Settings
            .All.Select(setting => setting.Variable)
            .Where(variable => IsLink(variable, Environment.GetEnvironmentVariable(variable) ?? ""))
            .ToList();
        if (links.Count > 0)
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

    [GeneratedRegex(@"^(tcp|udp|sctp)://.+:\d+$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Address();

    [LoggerMessage(
        LogLevel.Information,
        "{Variables}: the address of a Service of that name, which Kubernetes puts there (enableServiceLinks), and no "
            + "setting: it is as if it were not set"
    )]
    private static partial void LogPassedOver(ILogger logger, string variables);
}
