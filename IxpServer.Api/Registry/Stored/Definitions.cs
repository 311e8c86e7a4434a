using IxpServer.Data.Entities;
using Semver;

namespace IxpServer.Api.Registry.Stored;

/// <summary>Definitions from one or several places, with what is wrong with them.</summary>
/// <param name="Intents">The intents, in the order in which they are listed.</param>
/// <param name="Components">The components, likewise.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record Definitions(
    IReadOnlyList<IntentDefinition> Intents,
    IReadOnlyList<ComponentDefinition> Components,
    IReadOnlyList<RegistryFault> Faults
)
{
    internal static readonly Definitions None = new([], [], []);

    /// <summary>Names of intents that are defined, but wrongly: whoever refers to one has made no mistake.</summary>
    internal DeclaredNames BrokenIntents { get; init; } = new();

    /// <summary>Names of components that are defined, but wrongly.</summary>
    internal DeclaredNames BrokenComponents { get; init; } = new();

    /// <summary>What other parts of the server know of intents.</summary>
    internal IReadOnlyList<IIntentCheck> Checks { get; init; } = [];

    /// <summary>
    /// Whether there is an error that keeps all of them from use: one of a file, or between definitions. Rows of the
    /// database are refused one by one.
    /// </summary>
    internal bool AreRefused { get; init; }

    /// <summary>What is known of the database's rows: those that have not changed are not read again.</summary>
    internal IReadOnlyDictionary<Guid, ReadRow> Known { get; init; } = ReadRow.None;

    /// <summary>
    /// These joined with the database's, checked as a whole. Of the same name and version the database's wins, in the
    /// file's place in the list; one that is deleted there is gone from the files as well.
    /// </summary>
    internal Definitions With(IReadOnlyList<RegistryDefinition> rows)
    {
        var reader = new StoredReader(rows, Known);
        var faults = new List<RegistryFault>(Faults);
        var intents = Join(Intents, reader.Intents, DefinitionKinds.Intent, reader, faults);
        var components = Join(Components, reader.Components, DefinitionKinds.Component, reader, faults);
        List<RegistryFault> between =
        [
            .. CrossChecks.Run(
                intents,
                Names(BrokenIntents, intents, reader, DefinitionKinds.Intent),
                components,
                Names(BrokenComponents, components, reader, DefinitionKinds.Component)
            ),
            .. intents.SelectMany(intent => Checks.SelectMany(check => check.Check(intent))),
        ];
        return new([.. intents], [.. components], [.. faults, .. reader.Faults, .. between])
        {
            AreRefused = faults.Concat(between).Any(fault => fault.Severity is FaultSeverity.Error),
            Known = reader.Known,
        };
    }

    private static DeclaredNames Names(
        DeclaredNames broken,
        IEnumerable<IDefinition> definitions,
        StoredReader reader,
        string kind
    ) => broken.With(definitions.Select(definition => definition.Name)).With(reader.BrokenNames(kind));

    private static List<T> Join<T>(
        IReadOnlyList<T> files,
        IReadOnlyList<T> stored,
        string kind,
        StoredReader reader,
        List<RegistryFault> faults
    )
        where T : IDefinition
    {
        var rest = stored.ToDictionary(definition => VersionKey.Of(kind, definition));
        var joined = new List<T>(files.Count + stored.Count);
        foreach (var file in files)
        {
            var key = VersionKey.Of(kind, file);
            if (!reader.Keys.Contains(key))
            {
                joined.Add(file);
                continue;
            }

            // A second one of the same key in the files finds nothing left to stand for.
            var isStored = rest.Remove(key, out var instead);
            if (isStored)
            {
                joined.Add(instead!);
            }

            if (!isStored || !file.Utf8.Span.SequenceEqual(instead!.Utf8.Span))
            {
                var message = $"{kind} '{key.Name}' {key.Version} is not used: the database has its own";
                faults.Add(new(file.Location.File, file.Location.Pointer, message, FaultSeverity.Warning));
            }
        }

        joined.AddRange(stored.Where(definition => rest.ContainsKey(VersionKey.Of(kind, definition))));
        return joined;
    }
}

/// <summary>What there can be only one of.</summary>
/// <param name="Kind">Intent or component.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">The semantic version in its plain form.</param>
internal readonly record struct VersionKey(string Kind, string Name, string Version)
{
    internal static VersionKey Of(string kind, IDefinition definition) => Of(kind, definition.Name, definition.Version);

    internal static VersionKey Of(string kind, string name, SemVersion version) =>
        new(kind, name, version.WithoutMetadata().ToString());

    /// <summary>The key of a version in any of the forms that files may have.</summary>
    internal static VersionKey Of(string kind, string name, string version) =>
        VersionRanges.TryParseVersion(version, out var parsed) ? Of(kind, name, parsed) : new(kind, name, version);

    internal static VersionKey Of(RegistryDefinition row) => Of(row.Kind, row.Name, row.Version);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} '{Name}' {Version}";
}
