using System.Buffers.Text;
using IxpServer.Hosting.Configuration;
using IxpServer.Hosting.Logging.Elasticsearch;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Logging;

/// <summary>The log's settings, in one table for all programs.</summary>
public static class LogVariables
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("LOG_LEVEL", "Logging:LogLevel:Default", new(LogLevels.Allowed, value => LogLevels.Find(value) is not null))
        {
            Translate = LogLevels.Translate,
        },
        new("LOG_DIRECTORY", "Ixp:Logs:Directory", Rule.Any),
        new("ELASTICSEARCH_URL", "Ixp:Logs:Elasticsearch:Url", new(LogOptions.UrlRule, ElasticsearchOptions.IsUrl))
        {
            // Not for what it may hold, but for what it would if somebody wrote a password into it.
            IsSecret = true,
        },
        new("ELASTICSEARCH_USERNAME", "Ixp:Logs:Elasticsearch:Username", Rule.Any),
        new(
            "ELASTICSEARCH_PASSWORD",
            "Ixp:Logs:Elasticsearch:Password",
            new("the user's password, not an example's", value => !Rule.IsExample(value))
        )
        {
            IsSecret = true,
        },
        new(
            "ELASTICSEARCH_API_KEY",
            "Ixp:Logs:Elasticsearch:ApiKey",
            new("a key in Base64", value => Base64.IsValid(value, out var length) && length > 0)
        )
        {
            IsSecret = true,
        },
        new("ELASTICSEARCH_TLS_CA", "Ixp:Logs:Elasticsearch:TlsCa", Rule.Any),
        new("ELASTICSEARCH_ILM_POLICY", "Ixp:Logs:Elasticsearch:IlmPolicy", Rule.Any),
        new("ELASTICSEARCH_SPOOL", "Ixp:Logs:Elasticsearch:SpoolDirectory", Rule.Any),
        new("ELASTICSEARCH_SPOOL_MB", "Ixp:Logs:Elasticsearch:SpoolMegabytes", Rule.Integer(1, 1_048_576)),
    ];

    /// <summary>
    /// Puts each plain variable under its .NET name, unless that is set in the environment itself, and checks what then
    /// stands there, wherever it comes from. For programs that have no other variables than the log's.
    /// </summary>
    /// <param name="configuration">Where the variables are, the secret ones too.</param>
    /// <returns>A fault for each that is wrong; that one is taken out.</returns>
    public static IReadOnlyList<string> Apply(IConfiguration configuration)
    {
        var faults = new List<string>();
        foreach (var setting in All)
        {
            if (
                configuration[setting.Variable] is { Length: > 0 } value
                && Environment.GetEnvironmentVariable(Setting.VariableOf(setting.Key)) is null
            )
            {
                configuration[setting.Key] = setting.Translate(value);
            }

            if (setting.FindFault(setting.Key, configuration[setting.Key]) is { } fault)
            {
                faults.Add(fault);
                configuration[setting.Key] = null;
            }
        }

        return faults;
    }
}
