using System.Numerics;
using IxpServer.Api.Http;
using IxpServer.Api.Registry.Compatibility;
using IxpServer.Api.Registry.Stored;
using IxpServer.Data.Entities;
using Semver;

namespace IxpServer.Api.Registry.Admin;

/// <summary>
/// Judges a change by the registry that it would lead to, files included. What was wrong before is no reason to refuse
/// it: otherwise nothing could be mended.
/// </summary>
internal static class RegistryCheck
{
    internal static (IxpError? Error, IReadOnlyList<WarningBody> Warnings) Run(
        RegistryUpdater updater,
        RegistryDraft draft
    )
    {
        var after = updater.Join(draft.Rows);
        var faults = after.Faults.Where(fault => fault.Severity is not FaultSeverity.Warning).ToList();
        if (faults.Count > 0)
        {
            faults = [.. faults.Except(updater.Join(draft.Before).Faults)];
        }

        faults.AddRange(LostReplacements(after, draft));
        if (faults.Count > 0)
        {
            return (RegistryErrors.Contradiction(faults), []);
        }

        foreach (var row in draft.Added)
        {
            if (FindBreak(after, row.Key) is { } breaking)
            {
                return (breaking, []);
            }
        }

        var touched = draft
            .Changes.Select(change => StoredRow.Pointer(change.Kind, change.Name, change.Version))
            .ToList();
        return (
            null,
            [
                .. after
                    .Faults.Where(fault =>
                        fault.File is StoredRow.Source
                        && touched.Exists(pointer => fault.Pointer.StartsWith($"{pointer}/", StringComparison.Ordinal))
                    )
                    .Select(fault => new WarningBody(fault.Pointer, fault.Message)),
            ]
        );
    }

    private static IEnumerable<RegistryFault> LostReplacements(Definitions after, RegistryDraft draft) =>
        from change in draft.Changes
        where
            change.Replacement is not null
            && !Of(after, change.Kind).Any(definition => definition.Name == change.Replacement)
        select new RegistryFault(
            StoredRow.Source,
            StoredRow.Pointer(change.Kind, change.Name, change.Version),
            $"there is no {change.Kind} '{change.Replacement}' to replace it",
            FaultSeverity.Error
        );

    /// <summary>Compares a new version with the highest stable one before it that callers may take it for.</summary>
    private static IxpError? FindBreak(Definitions after, VersionKey key)
    {
        var versions = Of(after, key.Kind).Where(definition => definition.Name == key.Name).ToList();
        if (versions.Find(definition => definition.Key == key) is not { } added)
        {
            return null;
        }

        var earlier = versions
            .Where(other =>
                !other.Version.IsPrerelease
                && Line(other.Version) == Line(added.Version)
                && other.Version.ComparePrecedenceTo(added.Version) < 0
            )
            .MaxBy(other => other.Version, SemVersion.PrecedenceComparer);
        if (earlier is null)
        {
            return null;
        }

        var member = key.Kind is DefinitionKinds.Intent ? "parameters" : "propsSchema";
        var breaks = SchemaCompatibility
            .FindBreaks(earlier.Schema.Json, added.Schema.Json)
            .Select(one => one with { Pointer = $"/{member}{one.Pointer}" })
            .ToList();
        return breaks.Count is 0
            ? null
            : RegistryErrors.Breaking(key, $"{earlier.Version}", Next(added.Version), breaks);
    }

    private static IEnumerable<IDefinition> Of(Definitions definitions, string kind) =>
        kind is DefinitionKinds.Intent ? definitions.Intents : definitions.Components;

    /// <summary>What <c>^</c> takes for compatible: the same major version, below 1.0.0 the same minor one.</summary>
    private static (BigInteger, BigInteger) Line(SemVersion version) =>
        version.Major > 0 ? (version.Major, 0) : (0, version.Minor);

    private static string Next(SemVersion version) =>
        version.Major > 0 ? $"{version.Major + 1}.0.0" : $"0.{version.Minor + 1}.0";
}
