using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace IxpServer.Api.Configuration;

/// <summary>
/// Makes the plain variables (<c>PORT</c>, <c>CORS_ORIGIN</c>, …) readable under their configuration keys. It stands
/// just before the environment variables, so that the .NET form of the same setting wins.
/// </summary>
internal sealed class VariableAliases : IConfigurationSource
{
    internal static void AddTo(IConfigurationManager configuration)
    {
        var sources = configuration.Sources;
        var environment = sources
            .Select((source, index) => (source, index))
            .Last(pair => pair.source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        sources.Insert(environment.index, new VariableAliases());
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider();

    private sealed class Provider : ConfigurationProvider
    {
        public override void Load()
        {
            foreach (var setting in Settings.All)
            {
                if (Read(setting) is { Length: > 0 } value)
                {
                    Data[setting.Key] = setting.Translate(value);
                }
            }
        }

        /// <summary>
        /// The variable itself, or for a secret the file that <c>VARIABLE_FILE</c> names, as Docker and Kubernetes
        /// mount them. A file that cannot be read leaves the value out; validation then says so.
        /// </summary>
        private static string? Read(Setting setting)
        {
            if (Environment.GetEnvironmentVariable(setting.Variable) is { Length: > 0 } value)
            {
                return value;
            }

            var file = setting.IsSecret ? Environment.GetEnvironmentVariable($"{setting.Variable}_FILE") : null;
            return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        }
    }
}
