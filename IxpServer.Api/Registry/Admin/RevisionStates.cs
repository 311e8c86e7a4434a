using System.Text.Json;
using IxpServer.Api.Registry.Stored;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Registry.Admin;

/// <summary>
/// Where every version stood at one revision. Definitions never change and are never removed, so that the history of
/// their lives is the registry's whole history.
/// </summary>
internal sealed class RevisionStates
{
    private readonly Dictionary<VersionKey, Lifecycle> _states = [];

    /// <summary>Every version that the revisions speak of.</summary>
    internal IReadOnlyCollection<VersionKey> Keys => _states.Keys;

    /// <summary>Where a version stood; one that was not there yet counts as deleted.</summary>
    internal Lifecycle Of(VersionKey key) => _states.GetValueOrDefault(key, Lifecycle.Deleted);

    /// <summary>Whether the version was there.</summary>
    internal bool Has(VersionKey key) => Of(key).Status is not DefinitionStatuses.Deleted;

    /// <summary>Plays the history back as far as the revision.</summary>
    internal static async Task<RevisionStates> AtAsync(IxpDbContext database, long revision, CancellationToken cancel)
    {
        var states = new RevisionStates();
        var history = database
            .RegistryRevisions.Where(row => row.Revision <= revision)
            .OrderBy(row => row.Revision)
            .Select(row => row.Changes)
            .AsAsyncEnumerable();
        await foreach (var changes in history.WithCancellation(cancel))
        {
            foreach (var change in Read(changes))
            {
                states._states[VersionKey.Of(change.Kind, change.Name, change.Version)] = new Lifecycle(
                    change.To,
                    change.Message,
                    change.Replacement,
                    change.Sunset
                );
            }
        }

        return states;
    }

    /// <summary>Reads what a revision did.</summary>
    internal static IReadOnlyList<RegistryChange> Read(string changes) =>
        JsonSerializer.Deserialize(changes, RegistryJson.Wire.IReadOnlyListRegistryChange) ?? [];
}
