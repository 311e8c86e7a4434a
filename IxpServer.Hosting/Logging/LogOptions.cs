using IxpServer.Hosting.Configuration;
using IxpServer.Hosting.Logging.Elasticsearch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace IxpServer.Hosting.Logging;

/// <summary>The streams of the console.</summary>
public enum LogConsole
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,

    /// <summary>None.</summary>
    Off,
}

/// <summary>How lines look on the console.</summary>
public enum LogFormat
{
    /// <summary>For programs.</summary>
    Json,

    /// <summary>For people.</summary>
    Text,
}

/// <summary>Where the log goes. The levels stand under <c>Logging:LogLevel</c>.</summary>
[SettingSection("Ixp:Logs")]
public sealed record LogOptions
{
    /// <summary>The settings of the log, for all programs.</summary>
    public static IReadOnlyList<Setting> Settings =>
        [
            .. SettingReader.SettingsOf<LogLevelOptions>(),
            .. SettingReader.SettingsOf<LogOptions>(),
            .. SettingReader.SettingsOf<ElasticsearchOptions>(),
        ];

    /// <summary>Which stream lines are written to.</summary>
    [Setting]
    public LogConsole Console { get; init; }

    /// <summary>How they look there.</summary>
    [Setting(Default = "`text` in Development, else `json`")]
    public LogFormat? Format { get; init; }

    /// <summary>Where <c>combined.log</c> and <c>error.log</c> are written; null for nowhere.</summary>
    [Setting("LOG_DIRECTORY", Allowed = "a directory that this user may write to", Default = "none: no files")]
    public string? Directory { get; init; }

    /// <summary>Where lines are indexed; null for nowhere.</summary>
    public ElasticsearchOptions? Elasticsearch { get; init; }

    /// <summary>Reads them; each value has been checked.</summary>
    public static LogOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.Read<LogOptions>();
        var elasticsearch = configuration.Read<ElasticsearchOptions>();
        return options with
        {
            Format = options.Format ?? (environment.IsDevelopment() ? LogFormat.Text : LogFormat.Json),
            Directory = FullPath(options.Directory),
            Elasticsearch = elasticsearch.Url is null
                ? null
                : elasticsearch with
                {
                    TlsCa = FullPath(elasticsearch.TlsCa),
                    SpoolDirectory = FullPath(elasticsearch.SpoolDirectory)!,
                },
        };

        string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path, environment.ContentRootPath);
    }

    /// <summary>
    /// What the single values do not show: a directory that cannot be written, a file that cannot be read; and levels that
    /// the framework does not know, which are taken out.
    /// </summary>
    public static IReadOnlyList<string> FindFaults(IConfiguration configuration, IHostEnvironment environment)
    {
        var faults = new List<string>(LogLevels.RemoveFaults(configuration));
        var options = Read(configuration, environment);
        if (options.Directory is { } directory && LogFiles.FindFault(directory) is { } fault)
        {
            faults.Add(SettingReader.SettingOf<LogOptions>(nameof(Directory)).Fault(fault));
        }

        if (options.Elasticsearch?.TlsCa is { } file)
        {
            faults.AddRange(
                ConfigurationException.FaultsOf(() => CertificateAuthorities.Load(ElasticsearchOptions.TlsCaName, file))
            );
        }

        return faults;
    }
}

/// <summary>The level of everything that has none of its own; the framework reads it.</summary>
[SettingSection("Logging:LogLevel")]
internal sealed class LogLevelOptions
{
    [Setting(
        "LOG_LEVEL",
        Allowed = LogLevels.Allowed,
        Check = nameof(IsLevel),
        Translate = nameof(Translate),
        Default = "info"
    )]
    public string? Default { get; init; }

    private static bool IsLevel(string name) => LogLevels.Find(name) is not null;

    private static string Translate(string name) => LogLevels.Translate(name);
}
