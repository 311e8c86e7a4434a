using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace IxpServer.Api.Start;

/// <summary>
/// Makes the plain variables (<c>PORT</c>, <c>CORS_ORIGIN</c>, …) readable under their configuration keys. It stands
/// just before the environment variables, so that the .NET form of the same setting wins.
/// </summary>
internal sealed class VariableAliases(IReadOnlyDictionary<string, string> secrets) : IConfigurationSource
{
    /// <param name="configuration">Where to put them.</param>
    /// <param name="secrets">What the chain of secret sources has found, by variable.</param>
    internal static void AddTo(IConfigurationManager configuration, IReadOnlyDictionary<string, string> secrets)
    {
        var sources = configuration.Sources;
        var environment = sources
            .Select((source, index) => (source, index))
            .Last(pair => pair.source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        sources.Insert(environment.index, new VariableAliases(secrets));
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(secrets);

    private sealed class Provider(IReadOnlyDictionary<string, string> secrets) : ConfigurationProvider
    {
        public override void Load()
        {
            foreach (var setting in Settings.All)
            {
                var value = setting.IsSecret
                    ? secrets.GetValueOrDefault(setting.Variable)
                    : Environment.GetEnvironmentVariable(setting.Variable);
                if (value is { Length: > 0 } && !ServiceLinks.IsLink(setting.Variable, value))
                {
                    Data[setting.Key] = setting.Translate(value);
                }
            }

            // The database's settings are read by its own name, which the migration service knows too.
            if (secrets.GetValueOrDefault(IxpHost.DatabaseUrl) is { } url)
            {
                Data[IxpHost.DatabaseUrl] = url;
            }
        }
    }
}
