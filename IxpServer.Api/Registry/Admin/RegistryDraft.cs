using IxpServer.Api.Registry.Stored;
using IxpServer.Data;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Admin;

/// <summary>The database's definitions while a change is worked out, with what it has changed so far.</summary>
/// <param name="before">The rows before any change.</param>
/// <param name="database">Saves what is changed.</param>
internal sealed class RegistryDraft(IReadOnlyList<StoredRow> before, IxpDbContext database)
{
    private readonly Dictionary<VersionKey, StoredRow> _byKey = before
        .DistinctBy(row => row.Key)
        .ToDictionary(row => row.Key);

    private readonly Dictionary<Guid, StoredRow> _moved = [];
    private readonly List<StoredRow> _added = [];
    private readonly List<RegistryChange> _changes = [];

    /// <summary>The rows before any change.</summary>
    internal IReadOnlyList<StoredRow> Before => before;

    /// <summary>The rows after the changes.</summary>
    internal IReadOnlyList<StoredRow> Rows =>
        [.. before.Select(row => _moved.GetValueOrDefault(row.Row.Id, row)), .. _added];

    /// <summary>The rows that are new.</summary>
    internal IReadOnlyList<StoredRow> Added => _added;

    /// <summary>What was changed.</summary>
    internal IReadOnlyList<RegistryChange> Changes => _changes;

    internal RegistryDefinition? Find(VersionKey key) => _byKey.GetValueOrDefault(key)?.Row;

    /// <summary>Adds a version.</summary>
    internal void Add(RegistryDefinition row)
    {
        database.RegistryDefinitions.Add(row);
        var added = StoredRow.Read(row, null);
        _added.Add(added);
        _byKey.Add(added.Key, added);
        Note(row, null);
    }

    /// <summary>Changes where a version stands in its life; nothing when it stands there already.</summary>
    internal void Move(RegistryDefinition row, Lifecycle to)
    {
        if (Lifecycle.Of(row) == to)
        {
            return;
        }

        // What was read is in use, and stays as it is.
        var (from, moved) = (_byKey[VersionKey.Of(row)], Copy(row));
        database.RegistryDefinitions.Attach(moved);
        to.ApplyTo(moved);
        _moved[row.Id] = _byKey[from.Key] = StoredRow.Read(moved, from);
        Note(moved, row.Status);
    }

    private void Note(RegistryDefinition row, string? from) =>
        _changes.Add(
            new(row.Kind, row.Name, row.Version, from, row.Status, row.StatusMessage, row.Replacement, row.SunsetAt)
        );

    private static RegistryDefinition Copy(RegistryDefinition row) =>
        new()
        {
            Id = row.Id,
            Kind = row.Kind,
            Name = row.Name,
            Version = row.Version,
            Status = row.Status,
            StatusMessage = row.StatusMessage,
            Replacement = row.Replacement,
            SunsetAt = row.SunsetAt,
            Document = row.Document,
            CreatedBy = row.CreatedBy,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
}
