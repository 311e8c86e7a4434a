using IxpServer.Hosting.Logging.Elasticsearch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace IxpServer.Hosting.Logging;

/// <summary>Where the log goes (section <c>Ixp:Logs</c>). The levels stand under <c>Logging:LogLevel</c>.</summary>
public sealed record LogOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ixp:Logs";

    /// <summary>Values of <c>Ixp:Logs:Console</c>.</summary>
    public static readonly string[] Consoles = ["stdout", "stderr", "off"];

    /// <summary>Values of <c>Ixp:Logs:Format</c>.</summary>
    public static readonly string[] Formats = ["json", "text"];

    /// <summary>Which stream lines are written to; <c>off</c> for none.</summary>
    public required string Console { get; init; }

    /// <summary>Whether lines on the console are for people rather than JSON.</summary>
    public required bool IsText { get; init; }

    /// <summary>Where <c>combined.log</c> and <c>error.log</c> are written (LOG_DIRECTORY); null for nowhere.</summary>
    public required string? Directory { get; init; }

    /// <summary>Where lines are indexed (ELASTICSEARCH_URL); null for nowhere.</summary>
    public required ElasticsearchOptions? Elasticsearch { get; init; }

    /// <summary>What ELASTICSEARCH_URL may be, in words.</summary>
    public const string UrlRule =
        "an http or https URL without user, password, query and fragment "
        + "(ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_API_KEY, say who asks)";

    /// <summary>Reads them; each value has been checked.</summary>
    public static LogOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection(Section);
        return new()
        {
            Console = section["Console"]?.ToLowerInvariant() ?? Consoles[0],
            IsText = section["Format"] is { Length: > 0 } format
                ? format.Equals("text", StringComparison.OrdinalIgnoreCase)
                : environment.IsDevelopment(),
            Directory = section["Directory"] is { Length: > 0 } directory
                ? Path.GetFullPath(directory, environment.ContentRootPath)
                : null,
            Elasticsearch = section["Elasticsearch:Url"] is { Length: > 0 } url
                ? ReadElasticsearch(section.GetSection("Elasticsearch"), environment, new Uri(url))
                : null,
        };
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
            faults.Add(
                $"LOG_DIRECTORY (Ixp__Logs__Directory): {fault}; allowed: a directory that this user may write to"
            );
        }

        if (options.Elasticsearch?.TlsCa is { } file && ElasticsearchTls.FindFault(file) is { } unreadable)
        {
            faults.Add($"ELASTICSEARCH_TLS_CA (Ixp__Logs__Elasticsearch__TlsCa): {unreadable}; allowed: a file in PEM");
        }

        return faults;
    }

    private static ElasticsearchOptions ReadElasticsearch(
        IConfigurationSection section,
        IHostEnvironment environment,
        Uri url
    )
    {
        var spool = section["SpoolDirectory"] is { Length: > 0 } given ? given : Path.Combine("data", "log-spool");
        var fallback = new ElasticsearchOptions { Url = url, SpoolDirectory = "" };
        return fallback with
        {
            Username = section["Username"],
            Password = section["Password"],
            ApiKey = section["ApiKey"],
            TlsCa = section["TlsCa"] is { Length: > 0 } authority
                ? Path.GetFullPath(authority, environment.ContentRootPath)
                : null,
            IlmPolicy = section["IlmPolicy"],
            SpoolDirectory = Path.GetFullPath(spool, environment.ContentRootPath),
            SpoolBytes = section.GetValue("SpoolMegabytes", fallback.SpoolBytes / (1024 * 1024)) * 1024 * 1024,
        };
    }
}
