using IxpServer.Hosting.Configuration;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Tests.Support;

/// <summary>Configurations as a program has them once it has checked its settings.</summary>
internal static class Configurations
{
    /// <summary>What these options are, where only these settings are given, by variable or key.</summary>
    internal static T Read<T>(params (string Name, string? Value)[] given)
        where T : class, new() => Make(SettingReader.SettingsOf<T>(), given).Read<T>();

    /// <exception cref="ConfigurationException">A value is wrong.</exception>
    internal static IConfiguration Make(IReadOnlyList<Setting> settings, params (string Name, string? Value)[] given)
    {
        var configuration = new ConfigurationManager();
        configuration.AddVariables(
            settings,
            setting => given.FirstOrDefault(one => one.Name == setting.Variable).Value
        );
        configuration.AddInMemoryCollection(given.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        var faults = configuration.Check(settings, isProduction: false);
        return faults.Count is 0 ? configuration : throw new ConfigurationException(faults);
    }
}
