using IxpServer.Data.Entities;
using Semver;

namespace IxpServer.Api.Registry;

/// <summary>What there can be only one of.</summary>
/// <param name="Kind">One of <see cref="DefinitionKinds"/>.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">The semantic version in its plain form.</param>
public readonly record struct VersionKey(string Kind, string Name, string Version)
{
    internal static VersionKey Of(string kind, string name, SemVersion version) =>
        new(kind, name, version.WithoutMetadata().ToString());

    /// <summary>The key of a version in any of the forms that files may have.</summary>
    internal static VersionKey Of(string kind, string name, string version) =>
        VersionRanges.TryParseVersion(version, out var parsed) ? Of(kind, name, parsed) : new(kind, name, version);

    internal static VersionKey Of(RegistryDefinition row) => Of(row.Kind, row.Name, row.Version);

    /// <summary>Few versions share a name, and every change of the registry looks all keys up.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} '{Name}' {Version}";
}
