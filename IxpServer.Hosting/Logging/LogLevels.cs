using IxpServer.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>The names of levels: the deployment guide's short ones beside .NET's.</summary>
public static class LogLevels
{
    /// <summary>What a level may be called.</summary>
    public const string Allowed = $"error, warn, info, debug, or a .NET level ({FrameworkNames})";

    private const string FrameworkNames = "Trace, Debug, Information, Warning, Error, Critical, None";

    private static readonly Dictionary<string, LogLevel> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["error"] = LogLevel.Error,
        ["warn"] = LogLevel.Warning,
        ["info"] = LogLevel.Information,
        ["debug"] = LogLevel.Debug,
    };

    /// <summary>The level with this name; null when there is none.</summary>
    public static LogLevel? Find(string? name) =>
        name is null ? null
        : Names.TryGetValue(name, out var level) ? level
        : Enum.TryParse(name, ignoreCase: true, out level) && !int.TryParse(name, out _) ? level
        : null;

    /// <summary>The name under which .NET's configuration knows a level.</summary>
    public static string Translate(string name) => Find(name)?.ToString() ?? name;

    /// <summary>The name that log lines and the API have.</summary>
    public static string NameOf(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "error",
            LogLevel.Critical => "critical",
            _ => "none",
        };

    /// <summary>
    /// Finds levels that are set by their .NET names and are none, and takes them out: the framework, which knows its own
    /// names only, would end the start over each.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>A fault for each.</returns>
    internal static IEnumerable<string> RemoveFaults(IConfiguration configuration)
    {
        var sections = configuration.GetSection("Logging").GetChildren();
        var levels = sections
            .SelectMany(section => section.Key is "LogLevel" ? [section] : new[] { section.GetSection("LogLevel") })
            .SelectMany(section => section.GetChildren())
            .Where(level => level.Value is { Length: > 0 } && !Enum.TryParse<LogLevel>(level.Value, true, out _));
        foreach (var level in levels.ToList())
        {
            yield return Setting.WrongValue(Setting.VariableOf(level.Path), level.Value, FrameworkNames);
            level.Value = null;
        }
    }
}
