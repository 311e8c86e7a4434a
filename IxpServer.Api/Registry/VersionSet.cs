using System.Collections.Immutable;
using Semver;

namespace IxpServer.Api.Registry;

/// <summary>All versions of one definition, resolved by the rules of semantic versioning.</summary>
/// <typeparam name="T">Intents or components.</typeparam>
public sealed class VersionSet<T>
    where T : class, IDefinition
{
    private readonly ImmutableArray<T> _preferred;

    /// <summary>Orders the versions for resolution: active before deprecated, stable before pre-release, high before low.</summary>
    internal VersionSet(IEnumerable<T> versions)
    {
        _preferred =
        [
            .. versions
                .Where(version => version.Status is not DefinitionStatus.Deleted)
                .OrderBy(version => version.Status)
                .ThenBy(version => version.Version.IsPrerelease)
                .ThenByDescending(version => version.Version, SemVersion.PrecedenceComparer),
        ];
    }

    /// <summary>Whether any version can be resolved.</summary>
    public bool IsEmpty => _preferred.IsEmpty;

    /// <summary>What a request without a version gets.</summary>
    public T Latest => _preferred[0];

    /// <summary>The best version within the range, or null.</summary>
    public T? Resolve(SemVersionRange range)
    {
        foreach (var candidate in _preferred)
        {
            if (range.Contains(candidate.Version))
            {
                return candidate;
            }
        }

        return null;
    }
}
