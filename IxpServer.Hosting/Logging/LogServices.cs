using IxpServer.Hosting.Logging.Elasticsearch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>Registers the log.</summary>
public static class LogServices
{
    /// <summary>
    /// Never told in detail, whatever the level: the first writes each request with its query string, which may hold a
    /// token, and the request log has the rest; the others write an error for each probe of a server that starts, and for each try
    /// to connect to a Redis that is away, which their health checks tell once.
    /// </summary>
    private static readonly (string Category, LogLevel Least)[] Quiet =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),
        ("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None),
        ("StackExchange.Redis", LogLevel.None),
    ];

    /// <summary>Replaces the framework's own loggers. Levels stay its matter, and so does OpenTelemetry's logger.</summary>
    public static void AddLogs(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<LogMetrics>();
        var levels = new LogLevelSwitch();
        builder.Configuration.Sources.Add(levels);
        services.AddSingleton(levels);

        builder.Logging.ClearProviders();
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None);
        services.AddSingleton<ILoggerProvider>(provider => Open(provider, builder.Configuration, builder.Environment));
        services.PostConfigure<LoggerFilterOptions>(KeepQuiet);
        services.AddSingleton<IHealthCheckPublisher, HealthTransitions>();
        services.Configure<HealthCheckPublisherOptions>(options => options.Period = TimeSpan.FromSeconds(15));
    }

    private static void KeepQuiet(LoggerFilterOptions options)
    {
        // A rule for one provider wins over any other rule: each needs its own.
        foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
        {
            foreach (var (category, least) in Quiet)
            {
                options.Rules.Add(new LoggerFilterRule(provider, category, least, filter: null));
            }
        }
    }

    private static LogProvider Open(
        IServiceProvider services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        var options = LogOptions.Read(configuration, environment);
        var metrics = services.GetRequiredService<LogMetrics>();
        var time = services.GetRequiredService<TimeProvider>();
        return new LogProvider(
            new LogQueue(
                new LogLineFormatter(environment.ApplicationName),
                tell => [.. Outputs(options, metrics, time, tell)],
                metrics
            )
        );
    }

    private static IEnumerable<ILogOutput> Outputs(
        LogOptions options,
        LogMetrics metrics,
        TimeProvider time,
        Action<LogEntry> tell
    )
    {
        var isError = options.Console is LogConsole.Stderr;
        if (options.Console is not LogConsole.Off)
        {
            yield return options.Format is LogFormat.Text
                ? new TextConsole(
                    isError ? Console.Error : Console.Out,
                    isTerminal: !(isError ? Console.IsErrorRedirected : Console.IsOutputRedirected)
                )
                : new JsonConsole(isError ? Console.OpenStandardError() : Console.OpenStandardOutput());
        }

        if (options.Directory is { } directory)
        {
            yield return new LogFiles(directory);
        }

        if (options.Elasticsearch is { } elasticsearch)
        {
            yield return new ElasticsearchShipper(elasticsearch, metrics, time, tell);
        }
    }
}
