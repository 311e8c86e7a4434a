using IxpServer.Hosting.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Hosting;

namespace IxpServer.Hosting.Configuration;

/// <summary>Makes settings readable under their keys, however they are given, and checks them.</summary>
public static class SettingServices
{
    /// <summary>Finds the secrets, takes up the plain variables, and checks everything.</summary>
    /// <returns>Every fault; none when the process may start.</returns>
    public static async Task<IReadOnlyList<string>> AddSettingsAsync(
        this IHostApplicationBuilder builder,
        IReadOnlyList<Setting> settings
    )
    {
        var configuration = builder.Configuration;
        using var chain = new SecretChain(configuration);
        var (secrets, faults) = await chain.FindAsync(
            settings
                .Where(setting =>
                    setting.IsSecret
                    && string.IsNullOrEmpty(configuration[setting.Key])
                    && string.IsNullOrEmpty(configuration.GetConnectionString(setting.Declared.ConnectionString ?? ""))
                )
                .Select(setting => setting.Variable!)
        );
        configuration.AddVariables(
            settings,
            setting =>
                setting.IsSecret
                    ? secrets.GetValueOrDefault(setting.Variable!)
                    : Environment.GetEnvironmentVariable(setting.Variable!)
        );
        return [.. faults, .. configuration.Check(settings, builder.Environment.IsProduction())];
    }

    /// <summary>
    /// Adds the plain variables just before the environment's own, so that the .NET form of the same setting wins, and both
    /// win over files.
    /// </summary>
    /// <param name="configuration">Where to add them.</param>
    /// <param name="settings">Which there are.</param>
    /// <param name="find">The value of a setting's variable; without it, that of the environment.</param>
    public static void AddVariables(
        this IConfigurationBuilder configuration,
        IReadOnlyList<Setting> settings,
        Func<Setting, string?>? find = null
    )
    {
        var sources = configuration.Sources;
        var environment = sources
            .Select((source, index) => (source, index))
            .LastOrDefault(
                pair => pair.source is EnvironmentVariablesConfigurationSource { Prefix: null or "" },
                (null!, sources.Count)
            );
        find ??= setting => Environment.GetEnvironmentVariable(setting.Variable!);
        sources.Insert(environment.index, new VariableSource(settings, find));
    }

    /// <summary>
    /// Checks each setting, wherever it comes from. A wrong value is taken out of the configuration, so that the other parts
    /// can be made and report their faults too; the process does not start with it.
    /// </summary>
    internal static IReadOnlyList<string> Check(
        this IConfiguration configuration,
        IReadOnlyList<Setting> settings,
        bool isProduction
    )
    {
        var faults = settings
            .Where(setting => !setting.IsGiven(configuration) && !IsInFile(setting))
            .Select(setting => (setting, by: NeededBy(setting)))
            .Where(missing => missing.by is not null)
            .Select(missing => $"{missing.setting.Name}: not set; {missing.by} needs {missing.setting.Allowed}")
            .ToList();
        foreach (var setting in settings)
        {
            foreach (var place in setting.Places(configuration).ToList())
            {
                if (setting.FindFault(place) is { } fault)
                {
                    faults.Add(fault);
                    place.Value = null;
                }
            }
        }

        return faults;

        string? NeededBy(Setting setting) =>
            isProduction && setting.IsRequiredInProduction ? "Production"
            : setting.Declared.NeededBy is { } other
            && settings.Any(one => one.Variable == other && one.IsGiven(configuration))
                ? other
            : null;
    }

    /// <summary>The variables that other software has set, and that are as if they were not.</summary>
    public static IReadOnlyList<string> FindServiceLinks(IEnumerable<Setting> settings) =>
        [
            .. settings
                .Select(setting => setting.Variable)
                .OfType<string>()
                .Where(variable =>
                    VariableSource.IsServiceLink(variable, Environment.GetEnvironmentVariable(variable))
                ),
        ];

    /// <summary>What is wrong with such a file has been told by whoever read it.</summary>
    private static bool IsInFile(Setting setting) =>
        setting.IsSecret && FileSecrets.FileOf(setting.Variable!) is not null;
}
