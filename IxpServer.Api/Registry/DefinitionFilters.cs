using IxpServer.Api.Http;

namespace IxpServer.Api.Registry;

/// <summary>The filters of the lists: <c>?deprecated=false&amp;category=travel</c>.</summary>
internal static class DefinitionFilters
{
    internal readonly record struct Result(PreparedBody? Body, IxpError? Error);

    internal static Result Intents(RegistrySnapshot snapshot, IQueryCollection query)
    {
        var filter = new Filter(query);
        var deprecated = filter.Flag("deprecated");
        var crawlable = filter.Flag("crawlable");
        var intents = filter.AllVersions ? snapshot.AllIntents : snapshot.Intents;
        return filter.Finish(
            "intents",
            intents.Where(intent =>
                Matches(deprecated, intent.Status is DefinitionStatus.Deprecated)
                && Matches(crawlable, intent.Crawlable)
                && Matches(query, "component", intent.Component, StringComparison.Ordinal)
                && Matches(query, "category", intent.Category, StringComparison.OrdinalIgnoreCase)
                && (
                    !query.ContainsKey("tag")
                    || intent.Tags.Any(tag => Matches(query, "tag", tag, StringComparison.OrdinalIgnoreCase))
                )
            ),
            snapshot.CreatedAt
        );
    }

    internal static Result Components(RegistrySnapshot snapshot, IQueryCollection query)
    {
        var filter = new Filter(query);
        var deprecated = filter.Flag("deprecated");
        var components = filter.AllVersions ? snapshot.AllComponents : snapshot.Components;
        return filter.Finish(
            "components",
            components.Where(component =>
                Matches(deprecated, component.Status is DefinitionStatus.Deprecated)
                && Matches(query, "framework", component.Framework, StringComparison.OrdinalIgnoreCase)
            ),
            snapshot.CreatedAt
        );
    }

    private static bool Matches(bool? wanted, bool actual) => wanted is null || wanted == actual;

    private static bool Matches(IQueryCollection query, string name, string? actual, StringComparison comparison) =>
        !query.TryGetValue(name, out var wanted) || wanted.Any(value => string.Equals(value, actual, comparison));

    private sealed class Filter(IQueryCollection query)
    {
        private IxpError? _error;

        internal bool AllVersions
        {
            get
            {
                var value = query["versions"].ToString();
                if (value is not ("" or "all" or "latest"))
                {
                    _error = IxpError.InvalidRequest("versions must be all or latest");
                }

                return value is "all";
            }
        }

        internal bool? Flag(string name)
        {
            if (!query.TryGetValue(name, out var text))
            {
                return null;
            }

            if (!bool.TryParse(text, out var value))
            {
                _error = IxpError.InvalidRequest($"{name} must be true or false");
            }

            return value;
        }

        internal Result Finish(string name, IEnumerable<IDefinition> definitions, DateTimeOffset timestamp) =>
            _error is null ? new(DefinitionList.Prepare(name, definitions, timestamp), null) : new(null, _error);
    }
}
