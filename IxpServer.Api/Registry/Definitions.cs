using System.Collections.Immutable;
using IxpServer.Api.Registry.Stored;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry;

/// <summary>The definitions of the files and the database together, and what is wrong with them.</summary>
/// <param name="Intents">The intents, in the order in which they are listed.</param>
/// <param name="Components">The components, likewise.</param>
/// <param name="Changed">When either last changed.</param>
/// <param name="Faults">What is wrong.</param>
/// <param name="AreRefused">
/// Whether there is an error that keeps all of them from use: one of a file, or between definitions. Rows of the database
/// are refused one by one.
/// </param>
internal sealed record Definitions(
    ImmutableArray<IntentDefinition> Intents,
    ImmutableArray<ComponentDefinition> Components,
    RegistryDates Changed,
    IReadOnlyList<RegistryFault> Faults,
    bool AreRefused
)
{
    /// <summary>A snapshot of them.</summary>
    /// <param name="previous">The one in use: what has not changed is taken from it.</param>
    /// <param name="createdAt">Now.</param>
    internal RegistrySnapshot ToSnapshot(RegistrySnapshot? previous, DateTimeOffset createdAt)
    {
        // Of many definitions most are not asked for: what their schemas compile to is made when they are.
        foreach (var definition in Intents.Concat<IDefinition>(Components))
        {
            definition.Schema.TrimExcess();
        }

        return new(Intents, Components, Changed, createdAt, previous);
    }

    /// <summary>
    /// Joins and checks them as a whole. Of the same name and version the database's wins, in the file's place in the list;
    /// one that is deleted there is gone from the files as well.
    /// </summary>
    internal static Definitions Join(
        IReadOnlyList<FileContent> files,
        IReadOnlyList<StoredRow> rows,
        IEnumerable<IIntentCheck> checks
    )
    {
        var stored = new Dictionary<VersionKey, StoredRow>(rows.Count);
        var rowFaults = new List<RegistryFault>();
        foreach (var row in rows)
        {
            rowFaults.AddRange(stored.TryAdd(row.Key, row) ? row.Faults : [row.Twice]);
        }

        var fileFaults = files.SelectMany(file => file.Faults.All).ToList();
        var joined = new List<IDefinition>(rows.Count);
        var replaced = new HashSet<VersionKey>();
        var own = new Dictionary<VersionKey, IDefinition>();
        var duplicates = new List<RegistryFault>();
        foreach (var definition in files.SelectMany(file => file.Definitions))
        {
            if (!stored.TryGetValue(definition.Key, out var row))
            {
                joined.Add(definition);
                if (!own.TryAdd(definition.Key, definition))
                {
                    duplicates.Add(CrossChecks.Duplicate(definition, own[definition.Key]));
                }

                continue;
            }

            // A second one of the same key in the files finds nothing left to stand for.
            var instead = replaced.Add(definition.Key) ? row.Definition : null;
            if (instead is not null)
            {
                joined.Add(instead);
            }

            if (instead is null || !definition.Utf8.Span.SequenceEqual(instead.Utf8.Span))
            {
                var (file, pointer) = definition.Location;
                var message = $"{definition.Key} is not used: the database has its own";
                fileFaults.Add(new(file, pointer, message, FaultSeverity.Warning));
            }
        }

        joined.AddRange(
            (stored.Count == rows.Count ? rows : rows.Where(row => ReferenceEquals(stored[row.Key], row)))
                .Where(row => replaced.Count is 0 || !replaced.Contains(row.Key))
                .Select(row => row.Definition)
                .OfType<IDefinition>()
        );
        ImmutableArray<IntentDefinition> intents = [.. joined.OfType<IntentDefinition>()];
        ImmutableArray<ComponentDefinition> components = [.. joined.OfType<ComponentDefinition>()];
        List<RegistryFault> between =
        [
            .. duplicates,
            .. CrossChecks.Run(
                intents,
                DeclaredNames.Of(DefinitionKinds.Intent, intents, files, stored.Values),
                components,
                DeclaredNames.Of(DefinitionKinds.Component, components, files, stored.Values)
            ),
            .. intents.SelectMany(intent => checks.SelectMany(check => check.Check(intent))),
        ];
        return new(
            intents,
            components,
            RegistryDates.Of(files, rows),
            [.. fileFaults, .. rowFaults, .. between],
            fileFaults.Concat(between).Any(fault => fault.Severity is FaultSeverity.Error)
        );
    }
}
