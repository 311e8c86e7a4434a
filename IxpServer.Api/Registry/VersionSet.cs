using System.Collections.Immutable;
using Semver;

namespace IxpServer.Api.Registry;

/// <summary>All versions of one definition, resolved by the rules of semantic versioning.</summary>
/// <typeparam name="T">A definition, or what is made of one.</typeparam>
public sealed class VersionSet<T>
    where T : class
{
    private readonly ImmutableArray<T> _preferred;
    private readonly Func<T, IDefinition> _definitionOf;

    /// <summary>Orders the versions for resolution: active before deprecated, stable before pre-release, high before low.</summary>
    internal VersionSet(IEnumerable<T> versions, Func<T, IDefinition> definitionOf)
    {
        _definitionOf = definitionOf;
        _preferred =
        [
            .. versions
                .Where(version => definitionOf(version).Status is not DefinitionStatus.Deleted)
                .OrderBy(version => definitionOf(version).Status)
                .ThenBy(version => definitionOf(version).Version.IsPrerelease)
                .ThenByDescending(version => definitionOf(version).Version, SemVersion.PrecedenceComparer),
        ];
        // A pre-release is for those who name it, even while all that is stable is deprecated.
        Latest =
            _preferred.FirstOrDefault(version => !definitionOf(version).Version.IsPrerelease)
            ?? _preferred.FirstOrDefault();
    }

    /// <summary>
    /// What a request without a version gets: a pre-release only if there is nothing else; null when every version is deleted.
    /// </summary>
    public T? Latest { get; }

    /// <summary>Whether these are all its versions.</summary>
    internal bool IsOf(IReadOnlyCollection<T> versions) =>
        versions.Count == _preferred.Length
        && versions.All(version => _preferred.Any(known => ReferenceEquals(known, version)));

    /// <summary>The version that is meant, or null.</summary>
    internal T? Find(Func<T, bool> isMeant) => _preferred.FirstOrDefault(isMeant);

    /// <summary>The best version within the range, or null.</summary>
    public T? Resolve(SemVersionRange range)
    {
        foreach (var candidate in _preferred)
        {
            if (range.Contains(_definitionOf(candidate).Version))
            {
                return candidate;
            }
        }

        return null;
    }
}
