using System.Text.Json;
using IxpServer.Api.Json;
using IxpServer.Data.Entities;
using Semver;

namespace IxpServer.Api.Registry.Admin;

/// <summary>Compares two states of the registry version by version.</summary>
internal static class RevisionDiff
{
    internal static DiffBody Of(
        long from,
        long to,
        RevisionStates before,
        RevisionStates after,
        IReadOnlyList<RegistryDefinition> rows
    )
    {
        var documents = rows.DistinctBy(VersionKey.Of).ToDictionary(VersionKey.Of, row => row.Document);
        var (added, removed, changed) = (new List<VersionDiff>(), new List<VersionDiff>(), new List<VersionDiff>());
        foreach (
            var key in documents
                .Keys.OrderBy(key => key.Kind)
                .ThenBy(key => key.Name)
                .ThenBy(Order, SemVersion.SortOrderComparer)
        )
        {
            switch (before.Has(key), after.Has(key))
            {
                case (false, true):
                    added.Add(Added(key));
                    break;
                case (true, false):
                    removed.Add(new(key.Kind, key.Name, key.Version));
                    break;
                case (true, true) when before.Of(key) != after.Of(key):
                    var differences = JsonDiff.Between(Show(key, before), Show(key, after));
                    changed.Add(new(key.Kind, key.Name, key.Version, null, differences));
                    break;
            }
        }

        return new DiffBody(from, to, added, removed, changed);

        VersionDiff Added(VersionKey key)
        {
            var earlier = documents
                .Keys.Where(other =>
                    other.Kind == key.Kind
                    && other.Name == key.Name
                    && before.Has(other)
                    && Order(other).ComparePrecedenceTo(Order(key)) < 0
                )
                .Cast<VersionKey?>()
                .MaxBy(other => Order(other!.Value), SemVersion.PrecedenceComparer);
            return earlier is { } known
                ? new(
                    key.Kind,
                    key.Name,
                    key.Version,
                    known.Version,
                    JsonDiff.Between(Show(known, before), Show(key, after))
                )
                : new(key.Kind, key.Name, key.Version);
        }

        JsonElement Show(VersionKey key, RevisionStates states)
        {
            using var document = JsonDocument.Parse(documents[key]);
            return states.Of(key).Show(document.RootElement);
        }
    }

    /// <summary>A row that was made by hand may have a version that is none.</summary>
    private static SemVersion Order(VersionKey key) =>
        VersionRanges.TryParseVersion(key.Version, out var version) ? version : new SemVersion(0, 0, 0);
}
