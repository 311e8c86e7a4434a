using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// Reports data providers that can never answer as they are defined: unknown names, URL parameters that no request can
/// have, headers with secrets that are not set. The intent still renders as while a provider fails, so that this is no
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
    ) =>
        Template
            .Names(url)
            .Where(name => provider.SessionPath(name) is null && !intent.Parameters.MayKeep(name))
            .Select(name =>
                Fault(intent, "url", $"{{{name}}} is no parameter of the intent: declare it in parameters.properties")
            );

    private IEnumerable<RegistryFault> CheckHeaders(IntentDefinition intent, DataProviderDefinition provider) =>
        from header in provider.Headers
        from name in Template.Names(header.Value)
        where provider.SessionPath(name) is null
        let fault = http.FindSecretFault(name)
        where fault is not null
        select Fault(intent, $"headers/{JsonReading.PointerToken(header.Key)}", fault);

    private static RegistryFault Fault(IntentDefinition intent, string member, string message) =>
        new(intent.Location.File, $"{intent.Location.Pointer}/dataProvider/{member}", message, FaultSeverity.Degraded);
}
