using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Configuration;

/// <summary>Reads options from the settings that they declare.</summary>
public static class SettingReader
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Setting>> Declared = new();

    /// <summary>The settings that options declare.</summary>
    public static IReadOnlyList<Setting> SettingsOf<T>()
        where T : class, new() =>
        Declared.GetOrAdd(
            typeof(T),
            type =>
            {
                var section = type.GetCustomAttribute<SettingSectionAttribute>()!.Path;
                var defaults = new T();
                return
                [
                    .. from property in type.GetProperties(
                        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                    )
                    let declared = property.GetCustomAttribute<SettingAttribute>()
                    where declared is not null
                    select new Setting(section, property, declared, defaults),
                ];
            }
        );

    /// <summary>A setting by the name of its property.</summary>
    public static Setting SettingOf<T>(string property)
        where T : class, new() => SettingsOf<T>().Single(setting => setting.Property == property);

    /// <summary>Options as the configuration has them; what it does not say is as they begin.</summary>
    /// <exception cref="ConfigurationException">A value is wrong, and nobody has checked it before.</exception>
    public static T Read<T>(this IConfiguration configuration)
        where T : class, new()
    {
        var options = new T();
        foreach (var setting in SettingsOf<T>())
        {
            setting.Read(configuration, options);
        }

        return options;
    }
}
