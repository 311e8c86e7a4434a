using System.Globalization;
using IxpServer.ServiceDefaults.Logging.Elasticsearch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace IxpServer.ServiceDefaults.Logging;

/// <summary>Where the log goes (section <c>Ixp:Logs</c>). The levels stand under <c>Logging:LogLevel</c>.</summary>
public sealed record LogOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ixp:Logs";

    /// <summary>Values of <c>Ixp:Logs:Console</c>.</summary>
    public static readonly string[] Consoles = ["stdout", "stderr", "off"];

    /// <summary>Values of <c>Ixp:Logs:Format</c>.</summary>
    public static readonly string[] Formats = ["json", "text"];

    /// <summary>Secrets that may come from any source of secrets.</summary>
    public static readonly string[] Secrets = ["ELASTICSEARCH_URL", "ELASTICSEARCH_PASSWORD", "ELASTICSEARCH_API_KEY"];

    /// <summary>Which stream lines are written to; <c>off</c> for none.</summary>
    public required string Console { get; init; }

    /// <summary>Whether lines on the console are for people rather than JSON.</summary>
    public required bool IsText { get; init; }

    /// <summary>Where <c>combined.log</c> and <c>error.log</c> are written (LOG_DIRECTORY); null for nowhere.</summary>
    public required string? Directory { get; init; }

    /// <summary>Where lines are indexed (ELASTICSEARCH_URL); null for nowhere.</summary>
    public required ElasticsearchOptions? Elasticsearch { get; init; }

    /// <summary>Reads them, by their .NET names or as plain variables. What is wrong is left out: see <see cref="FindFaults"/>.</summary>
    public static LogOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var directory = Value(configuration, "Directory", "LOG_DIRECTORY");
        return new()
        {
            Console = Value(configuration, "Console") ?? Consoles[0],
            IsText = Value(configuration, "Format") is { } format ? format is "text" : environment.IsDevelopment(),
            Directory = directory is null ? null : Path.GetFullPath(directory, environment.ContentRootPath),
            Elasticsearch =
                Elastic(configuration, "Url") is { } url && ElasticsearchOptions.IsUrl(url)
                    ? ReadElasticsearch(configuration, environment, new Uri(url))
                    : null,
        };
    }

    /// <summary>
    /// What the single values do not show: the address's form where nobody else has checked it, a directory that cannot
    /// be written, a file that cannot be read.
    /// </summary>
    public static IReadOnlyList<string> FindFaults(IConfiguration configuration, IHostEnvironment environment)
    {
        var faults = new List<string>();
        if (Elastic(configuration, "Url") is { } url && !ElasticsearchOptions.IsUrl(url))
        {
            faults.Add($"ELASTICSEARCH_URL: found a value of {url.Length} characters (not shown); allowed: {UrlRule}");
        }

        var options = Read(configuration, environment);
        if (options.Directory is { } directory && LogFiles.FindFault(directory) is { } fault)
        {
            faults.Add(
                $"LOG_DIRECTORY (Ixp__Logs__Directory): {fault}; allowed: a directory that this user may write to"
            );
        }

        if (options.Elasticsearch?.TlsCa is { } file && ElasticsearchClient.FindFault(file) is { } unreadable)
        {
            faults.Add($"ELASTICSEARCH_TLS_CA (Ixp__Logs__Elasticsearch__TlsCa): {unreadable}; allowed: a file in PEM");
        }

        return faults;
    }

    /// <summary>What ELASTICSEARCH_URL may be, in words.</summary>
    public const string UrlRule =
        "an http or https URL without user, password, query and fragment "
        + "(ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_API_KEY, say who asks)";

    private static ElasticsearchOptions ReadElasticsearch(
        IConfiguration configuration,
        IHostEnvironment environment,
        Uri url
    )
    {
        var spool = Elastic(configuration, "SpoolDirectory", "SPOOL") ?? Path.Combine("data", "log-spool");
        var fallback = new ElasticsearchOptions { Url = url, SpoolDirectory = "" };
        return fallback with
        {
            Username = Elastic(configuration, "Username"),
            Password = Elastic(configuration, "Password"),
            ApiKey = Elastic(configuration, "ApiKey", "API_KEY"),
            TlsCa = Elastic(configuration, "TlsCa", "TLS_CA"),
            IlmPolicy = Elastic(configuration, "IlmPolicy", "ILM_POLICY"),
            SpoolDirectory = Path.GetFullPath(spool, environment.ContentRootPath),
            SpoolBytes = int.TryParse(
                Elastic(configuration, "SpoolMegabytes", "SPOOL_MB"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var megabytes
            )
                ? megabytes * 1024L * 1024
                : fallback.SpoolBytes,
        };
    }

    private static string? Elastic(IConfiguration configuration, string name, string? variable = null) =>
        Value(configuration, $"Elasticsearch:{name}", $"ELASTICSEARCH_{variable ?? name.ToUpperInvariant()}");

    private static string? Value(IConfiguration configuration, string name, string? variable = null) =>
        configuration[$"{Section}:{name}"] is { Length: > 0 } value ? value
        : variable is not null && configuration[variable] is { Length: > 0 } plain ? plain
        : null;
}
