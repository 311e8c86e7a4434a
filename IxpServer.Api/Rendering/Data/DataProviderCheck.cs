using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// Reports data providers that can never answer as they are defined: unknown names, URL parameters that no request can
/// have, headers that cannot be sent or whose secrets are not set. The intent still renders as while a provider fails, so that this is no
/// reason to refuse the whole file.
/// </summary>
internal sealed class DataProviderCheck(IEnumerable<IIntentDataProvider> providers, HttpDataProvider http)
    : IIntentCheck
{
    private readonly string[] _names = [.. providers.Select(provider => provider.Name).Order(StringComparer.Ordinal)];

    public IEnumerable<RegistryFault> Check(IntentDefinition intent) =>
        intent.DataProvider is not { } provider ? []
        : provider.Url is { } url ? [.. CheckUrl(intent, provider, url), .. CheckHeaders(intent, provider)]
        : CheckName(intent, provider.Name!);

    private IEnumerable<RegistryFault> CheckName(IntentDefinition intent, string name)
    {
        if (!_names.Contains(name, StringComparer.Ordinal))
        {
            yield return Fault(
                intent,
                "name",
                $"no data provider is registered as '{name}': use one of {string.Join(", ", _names)}, or add a url"
            );
        }
    }

    private static IEnumerable<RegistryFault> CheckUrl(
        IntentDefinition intent,
        DataProviderDefinition provider,
        string url
    )
    {
        var template = new UrlTemplate(url);
        var inPath = template.PathNames.Where(IsParameter).ToList();
        foreach (var name in inPath.Concat(template.QueryNames.Where(IsParameter)).Distinct(StringComparer.Ordinal))
        {
            if (!intent.Parameters.MayKeep(name))
            {
                yield return Fault(
                    intent,
                    "url",
                    $"{{{name}}} is no parameter of the intent: declare it in parameters.properties"
                );
            }
            else if (inPath.Contains(name) && !intent.Parameters.MustHave(name))
            {
                yield return Fault(
                    intent,
                    "url",
                    $"{{{name}}} is in the path, but a request may leave it out or have it null, and then the provider "
                        + "fails: add it to parameters.required, give it a default, or use it in the query",
                    FaultSeverity.Warning
                );
            }
        }

        bool IsParameter(string name) => provider.SessionPath(name) is null;
    }

    private IEnumerable<RegistryFault> CheckHeaders(IntentDefinition intent, DataProviderDefinition provider) =>
        from header in provider.Headers
        from message in HeaderFaults(provider, header.Value)
        select Fault(intent, $"headers/{JsonReading.PointerToken(header.Key)}", message);

    private IEnumerable<string> HeaderFaults(DataProviderDefinition provider, string value)
    {
        if (HeaderText.FindFault(Template.Expand(value, _ => "")) is { } fault)
        {
            yield return fault;
        }

        foreach (var name in Template.Names(value).Where(name => provider.SessionPath(name) is null))
        {
            if (http.FindSecretFault(name) is { } missing)
            {
                yield return missing;
            }
        }
    }

    private static RegistryFault Fault(
        IntentDefinition intent,
        string member,
        string message,
        FaultSeverity severity = FaultSeverity.Degraded
    ) => new(intent.Location.File, $"{intent.Location.Pointer}/dataProvider/{member}", message, severity);
}
