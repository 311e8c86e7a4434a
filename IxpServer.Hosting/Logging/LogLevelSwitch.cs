using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// Levels that are set while the program runs. A source of configuration, the last and strongest: every logger follows,
/// as when a settings file is edited.
/// </summary>
public sealed class LogLevelSwitch : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Where levels stand, by category.</summary>
    public const string Section = "Logging:LogLevel";

    /// <summary>The category of what has no level of its own.</summary>
    public const string Default = "Default";

    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Sets a level, or with null takes back what was set here.</summary>
    /// <param name="category">A category or its beginning up to a dot, or <see cref="Default"/>.</param>
    /// <param name="level">The least level that is logged.</param>
    public void Set(string category, LogLevel? level)
    {
        lock (_lock)
        {
            var data = new Dictionary<string, string?>(Data, StringComparer.OrdinalIgnoreCase);
            if (level is null)
            {
                data.Remove($"{Section}:{category}");
            }
            else
            {
                data[$"{Section}:{category}"] = level.ToString();
            }

            Data = data;
        }

        OnReload();
    }

    /// <summary>Levels are set by their own method alone.</summary>
    public override void Set(string key, string? value) { }
}
