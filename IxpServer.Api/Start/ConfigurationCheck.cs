using IxpServer.Hosting.Configuration;

namespace IxpServer.Api.Start;

/// <summary>Checks the whole configuration at start and reports every fault at once.</summary>
internal static class ConfigurationCheck
{
    /// <summary>
    /// Checks each known setting, however it was given. A wrong value is taken out of the configuration, so that the
    /// other parts can be made and tell their faults too; the server does not start with it.
    /// </summary>
    /// <returns>Every fault; none when the server may start.</returns>
    internal static IReadOnlyList<string> Run(IConfiguration configuration, IHostEnvironment environment)
    {
        var faults = new List<string>();
        foreach (var setting in Settings.All)
        {
            if (Check(setting, configuration, environment) is { } fault)
            {
                faults.Add(fault);
                configuration[setting.Key] = null;
            }

            // Some settings may be lists: Ixp:Cors:Origins:0 and so on.
            foreach (var item in configuration.GetSection(setting.Key).GetChildren())
            {
                if (setting.FindFault(item.Path, item.Value) is { } wrong)
                {
                    faults.Add(wrong);
                    configuration[item.Path] = null;
                }
            }
        }

        foreach (var (key, rule) in TuningSettings.All)
        {
            if (configuration[key] is { Length: > 0 } value && !rule.Accepts(value))
            {
                faults.Add($"{Setting.VariableOf(key)}: found '{value}'; allowed: {rule.Allowed}");
                configuration[key] = null;
            }
        }

        return faults;
    }

    private static string? Check(Setting setting, IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration[setting.Key] is { Length: > 0 } value)
        {
            return setting.FindFault(setting.Key, value);
        }

        return
            setting.RequiredInProduction
            && environment.IsProduction()
            && !IsInFile(setting)
            && !configuration.GetSection(setting.Key).GetChildren().Any()
            ? $"{Setting.NameOf(setting.Variable, setting.Key)}: not set; Production needs {setting.Rule.Allowed}"
            : null;
    }

    /// <summary>What is wrong with such a file has been told by whoever read it.</summary>
    private static bool IsInFile(Setting setting) =>
        setting.IsSecret && Environment.GetEnvironmentVariable($"{setting.Variable}_FILE") is { Length: > 0 };
}
