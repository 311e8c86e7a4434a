using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace IxpServer.Hosting.Configuration;

/// <summary>Makes plain variables (<c>PORT</c>, <c>CORS_ORIGIN</c>, …) readable under their configuration keys.</summary>
/// <param name="settings">Those that there are.</param>
/// <param name="find">The value of a variable.</param>
internal sealed partial class VariableSource(IReadOnlyList<Setting> settings, Func<Setting, string?> find)
    : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(settings, find);

    /// <summary>
    /// Whether a value is the address of a Service: Kubernetes, and Docker's old links, put some into each container for
    /// every Service beside it, and one that is called "metrics" gives <c>METRICS_PORT=tcp://10.0.0.11:9464</c>. Of the
    /// names that they make, settings share only <c>…_PORT</c>.
    /// </summary>
    internal static bool IsServiceLink(string variable, string? value) =>
        value is not null && variable.EndsWith("PORT", StringComparison.Ordinal) && Address().IsMatch(value);

    [GeneratedRegex(@"^(tcp|udp|sctp)://.+:\d+$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Address();

    private sealed class Provider(IReadOnlyList<Setting> settings, Func<Setting, string?> find) : ConfigurationProvider
    {
        public override void Load()
        {
            foreach (var setting in settings)
            {
                if (
                    setting.Variable is { } variable
                    && find(setting) is { Length: > 0 } value
                    && !IsServiceLink(variable, value)
                )
                {
                    Data[setting.Key] = setting.Translate(value);
                }
            }
        }
    }
}
