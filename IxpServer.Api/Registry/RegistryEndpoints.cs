using IxpServer.Api.Http;

namespace IxpServer.Api.Registry;

/// <summary>Discovery: which intents and components there are.</summary>
internal static class RegistryEndpoints
{
    /// <summary>Caches may keep a list, but must ask whether it is still true.</summary>
    private const string Revalidate = "public, no-cache";

    private static readonly QueryParameter Deprecated = QueryParameter.Flag(
        "deprecated",
        "Only those that are deprecated, or only the others"
    );

    private static readonly QueryParameter Versions = QueryParameter.OneOf(
        "versions",
        "Every version, or the latest of each name when left out",
        "all",
        "latest"
    );

    internal static void MapRegistry(this IEndpointRouteBuilder routes)
    {
        // Taken once: asking for a service in each request costs a scope.
        var registry = routes.ServiceProvider.GetRequiredService<RegistryStore>();
        var group = routes.MapGroup("/ixp").WithTags("Discovery");
        group
            .MapGetAndHead("/intents", (HttpContext context) => ListIntents(context, registry))
            .WithName("listIntents")
            .WithSummary("All intents, as their authors wrote them")
            .ReadsQuery(
                Deprecated,
                QueryParameter.Flag("crawlable", "Only those that crawlers may read, or only the others"),
                QueryParameter.Text("component", "Only those of this component; more than once for several"),
                QueryParameter.Text("category", "Only those of this category; more than once for several"),
                QueryParameter.Text("tag", "Only those with this tag; more than once for several"),
                Versions
            )
            .ProducesTagged<IntentListBody>();
        group
            .MapMethods("/intents/{name}", EndpointDescriptions.GetAndHead, GetIntent)
            .WithName("getIntent")
            .WithSummary("One intent, in the version asked for or the latest")
            .ProducesTagged<IntentBody>()
            .MayFail(400, 404);
        group
            .MapGetAndHead("/components", (HttpContext context) => ListComponents(context, registry))
            .WithName("listComponents")
            .WithSummary("All components, with their names")
            .ReadsQuery(
                Deprecated,
                QueryParameter.Text("framework", "Only those of this framework; more than once for several"),
                Versions
            )
            .ProducesTagged<ComponentListBody>();
        group
            .MapMethods("/components/{name}", EndpointDescriptions.GetAndHead, GetComponent)
            .WithName("getComponent")
            .WithSummary("One component, in the version asked for or the latest")
            .ProducesTagged<ComponentBody>()
            .MayFail(400, 404);
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

    private static Task SendFiltered(HttpContext context, Func<IQueryCollection, Outcome<PreparedBody>> filter)
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
