using IxpServer.ServiceDefaults.Logging.Elasticsearch;
using Microsoft.Extensions.Configuration;

namespace IxpServer.ServiceDefaults.Logging;

/// <summary>The log's plain variables, for programs that have no table of variables of their own.</summary>
public static class LogVariables
{
    private static readonly (string Variable, string Key, string Allowed, Func<string, bool> Accepts)[] All =
    [
        ("LOG_LEVEL", "Logging:LogLevel:Default", LogLevels.Allowed, value => LogLevels.Find(value) is not null),
        ("LOG_DIRECTORY", "Ixp:Logs:Directory", "", _ => true),
        ("ELASTICSEARCH_URL", "Ixp:Logs:Elasticsearch:Url", LogOptions.UrlRule, ElasticsearchOptions.IsUrl),
        ("ELASTICSEARCH_USERNAME", "Ixp:Logs:Elasticsearch:Username", "", _ => true),
        ("ELASTICSEARCH_PASSWORD", "Ixp:Logs:Elasticsearch:Password", "", _ => true),
        ("ELASTICSEARCH_API_KEY", "Ixp:Logs:Elasticsearch:ApiKey", "", _ => true),
        ("ELASTICSEARCH_TLS_CA", "Ixp:Logs:Elasticsearch:TlsCa", "", _ => true),
        ("ELASTICSEARCH_ILM_POLICY", "Ixp:Logs:Elasticsearch:IlmPolicy", "", _ => true),
        ("ELASTICSEARCH_SPOOL", "Ixp:Logs:Elasticsearch:SpoolDirectory", "", _ => true),
        (
            "ELASTICSEARCH_SPOOL_MB",
            "Ixp:Logs:Elasticsearch:SpoolMegabytes",
            "a whole number from 1",
            value => int.TryParse(value, out var number) && number > 0
        ),
    ];

    /// <summary>Secrets among them, which may come from any source of secrets.</summary>
    public static readonly IReadOnlyList<string> Secrets =
    [
        "ELASTICSEARCH_URL",
        "ELASTICSEARCH_PASSWORD",
        "ELASTICSEARCH_API_KEY",
    ];

    /// <summary>Puts each under its .NET name, unless something stands there already.</summary>
    /// <param name="configuration">Where the variables are, the secret ones too.</param>
    /// <returns>A fault for each that is wrong; that one is left out.</returns>
    public static IReadOnlyList<string> Apply(IConfiguration configuration)
    {
        var faults = new List<string>();
        foreach (var (variable, key, allowed, accepts) in All)
        {
            if (configuration[variable] is not { Length: > 0 } value)
            {
                continue;
            }

            if (!accepts(value))
            {
                var found = Secrets.Contains(variable)
                    ? $"a value of {value.Length} characters (not shown)"
                    : $"'{value}'";
                faults.Add($"{variable}: found {found}; allowed: {allowed}");
            }
            else if (Environment.GetEnvironmentVariable(key.Replace(":", "__", StringComparison.Ordinal)) is null)
            {
                configuration[key] = variable is "LOG_LEVEL" ? LogLevels.Translate(value) : value;
            }
        }

        return faults;
    }
}
