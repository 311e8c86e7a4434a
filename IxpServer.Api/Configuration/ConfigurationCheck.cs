namespace IxpServer.Api.Configuration;

/// <summary>Checks the whole configuration at start and reports every fault at once.</summary>
internal static class ConfigurationCheck
{
    /// <summary>Checks each known setting, however it was given.</summary>
    /// <exception cref="ConfigurationException">At least one is wrong or missing.</exception>
    internal static void Run(IConfiguration configuration, IHostEnvironment environment)
    {
        var faults = Settings
            .All.Select(setting => Check(setting, configuration, environment))
            .OfType<string>()
            .ToList();
        if (faults.Count > 0)
        {
            throw new ConfigurationException(faults);
        }
    }

    private static string? Check(Setting setting, IConfiguration configuration, IHostEnvironment environment)
    {
        var allowed = setting.Rule.Allowed;
        if (configuration[setting.Key] is { Length: > 0 } value)
        {
            var found = setting.IsSecret ? $"a value of {value.Length} characters (not shown)" : $"'{value}'";
            return setting.Rule.Accepts(value) ? null : $"{Name(setting)}: found {found}; allowed: {allowed}";
        }

        if (
            setting.IsSecret
            && Environment.GetEnvironmentVariable($"{setting.Variable}_FILE") is { Length: > 0 } file
            && !File.Exists(file)
        )
        {
            return $"{setting.Variable}_FILE: the file '{file}' does not exist";
        }

        return
            setting.RequiredInProduction
            && environment.IsProduction()
            && !configuration.GetSection(setting.Key).GetChildren().Any()
            ? $"{Name(setting)}: not set; Production needs {allowed}"
            : null;
    }

    private static string Name(Setting setting) =>
        $"{setting.Variable} ({setting.Key.Replace(":", "__", StringComparison.Ordinal)})";
}
