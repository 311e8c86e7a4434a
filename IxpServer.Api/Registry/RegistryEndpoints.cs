using IxpServer.Api.Http;

namespace IxpServer.Api.Registry;

/// <summary>Discovery: which intents and components there are.</summary>
internal static class RegistryEndpoints
{
    /// <summary>Caches may keep a list, but must ask whether it is still true.</summary>
    private const string Revalidate = "public, no-cache";

    internal static void MapRegistry(this IEndpointRouteBuilder routes)
    {
        // Taken once: asking for a service in each request costs a scope.
        var registry = routes.ServiceProvider.GetRequiredService<RegistryStore>();
        var group = routes.MapGroup("/ixp").WithTags("Discovery");
        group
            .MapGetAndHead("/intents", (HttpContext context) => ListIntents(context, registry))
            .WithName("listIntents")
            .WithSummary("All intents, as their authors wrote them")
            .WithQuery("deprecated", "crawlable", "component", "category", "tag", "versions")
            .ProducesTagged<IntentListBody>()
            .ProducesIxpErrors(400);
        group
            .MapMethods("/intents/{name}", EndpointDescriptions.GetAndHead, GetIntent)
            .WithName("getIntent")
            .WithSummary("One intent, in the version asked for or the latest")
            .ProducesTagged<IntentBody>()
            .ProducesIxpErrors(400, 404);
        group
            .MapGetAndHead("/components", (HttpContext context) => ListComponents(context, registry))
            .WithName("listComponents")
            .WithSummary("All components, with their names")
            .WithQuery("deprecated", "framework", "versions")
            .ProducesTagged<ComponentListBody>()
            .ProducesIxpErrors(400);
        group
            .MapMethods("/components/{name}", EndpointDescriptions.GetAndHead, GetComponent)
            .WithName("getComponent")
            .WithSummary("One component, in the version asked for or the latest")
            .ProducesTagged<ComponentBody>()
            .ProducesIxpErrors(400, 404);
    }

    private static Task ListIntents(HttpContext context, RegistryStore registry) =>
        context.Request.QueryString.HasValue
            ? SendFiltered(context, query => DefinitionFilters.Intents(registry.Current, query))
            : registry.Current.IntentList.SendAsync(context, Revalidate);

    private static Task ListComponents(HttpContext context, RegistryStore registry) =>
        context.Request.QueryString.HasValue
            ? SendFiltered(context, query => DefinitionFilters.Components(registry.Current, query))
            : registry.Current.ComponentList.SendAsync(context, Revalidate);

    private static Task GetIntent(HttpContext context, RegistryStore registry, string name, string? version = null)
    {
        name = PathName.Read(context, name);
        return SendOne(
            context,
            version,
            range => registry.Current.FindIntent(name, range),
            // Of an intent that is not there, no version is missing.
            IxpError.IntentNotSupported(name, registry.Current.FindIntent(name) is null ? null : version)
        );
    }

    private static Task GetComponent(HttpContext context, RegistryStore registry, string name, string? version = null)
    {
        name = PathName.Read(context, name);
        return SendOne(
            context,
            version,
            range => registry.Current.FindComponent(name, range),
            IxpError.ComponentNotFound(name)
        );
    }

    private static Task SendFiltered(HttpContext context, Func<IQueryCollection, DefinitionFilters.Result> filter)
    {
        var (body, error) = filter(context.Request.Query);
        return error is null ? body!.SendAsync(context, Revalidate) : ErrorResponse.WriteAsync(context, error);
    }

    private static Task SendOne(
        HttpContext context,
        string? version,
        Func<Semver.SemVersionRange?, IDefinition?> find,
        IxpError notFound
    )
    {
        Semver.SemVersionRange? range = null;
        if (version is not (null or VersionRanges.Latest) && !VersionRanges.TryParseRange(version, out range))
        {
            return ErrorResponse.WriteAsync(
                context,
                IxpError.InvalidRequest("version must be a semantic version or range, such as ^1.2")
            );
        }

        return find(range) is { } definition
            ? PreparedBody
                .Once(definition.Utf8.ToArray(), "application/json; charset=utf-8")
                .SendAsync(context, Revalidate)
            : ErrorResponse.WriteAsync(context, notFound);
    }
}
