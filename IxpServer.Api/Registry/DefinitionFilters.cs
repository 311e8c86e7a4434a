using IxpServer.Api.Http;

namespace IxpServer.Api.Registry;

/// <summary>The filters of the lists: <c>?deprecated=false&amp;category=travel</c>.</summary>
internal static class DefinitionFilters
{
    internal static Outcome<PreparedBody> Intents(RegistrySnapshot snapshot, IQueryCollection query)
    {
        var filter = new DefinitionFilter(query);
        var all = filter.ReadAllVersions();
        var deprecated = filter.ReadFlag("deprecated");
        var crawlable = filter.ReadFlag("crawlable");
        var components = filter.ReadTexts("component", ignoresCase: false);
        var categories = filter.ReadTexts("category", ignoresCase: true);
        var tags = filter.ReadTexts("tag", ignoresCase: true);
        return Finish(
            filter,
            snapshot,
            "intents",
            snapshot.IntentList,
            snapshot.Changed.Intents,
            (all ? snapshot.AllIntents : snapshot.Intents).Where(intent =>
                Matches(deprecated, intent.Status is DefinitionStatus.Deprecated)
                && Matches(crawlable, intent.Crawlable)
                && Matches(components, intent.Component)
                && Matches(categories, intent.Category)
                && (tags is null || intent.Tags.Any(tags.Contains))
            )
        );
    }

    internal static Outcome<PreparedBody> Components(RegistrySnapshot snapshot, IQueryCollection query)
    {
        var filter = new DefinitionFilter(query);
        var all = filter.ReadAllVersions();
        var deprecated = filter.ReadFlag("deprecated");
        var frameworks = filter.ReadTexts("framework", ignoresCase: true);
        return Finish(
            filter,
            snapshot,
            "components",
            snapshot.ComponentList,
            snapshot.Changed.Components,
            (all ? snapshot.AllComponents : snapshot.Components).Where(component =>
                Matches(deprecated, component.Status is DefinitionStatus.Deprecated)
                && Matches(frameworks, component.Framework)
            )
        );
    }

    private static bool Matches(bool? wanted, bool actual) => wanted is null || wanted == actual;

    private static bool Matches(IReadOnlySet<string>? wanted, string? actual) =>
        wanted is null || (actual is not null && wanted.Contains(actual));

    private static Outcome<PreparedBody> Finish(
        DefinitionFilter filter,
        RegistrySnapshot snapshot,
        string name,
        PreparedBody whole,
        DateTimeOffset changed,
        IEnumerable<IDefinition> definitions
    ) =>
        filter.Error is { } error ? error
        : filter.Key is not { Length: > 0 } key ? whole
        : snapshot.FilteredLists.GetOrAdd(
            $"{name}?{key}",
            () => DefinitionList.Prepare(name, definitions, changed, isKept: false)
        );
}
