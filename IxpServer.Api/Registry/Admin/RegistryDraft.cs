using IxpServer.Api.Registry.Stored;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Admin;

/// <summary>The database's definitions while a change is worked out, with what it has changed so far.</summary>
internal sealed class RegistryDraft
{
    private readonly List<RegistryDefinition> _rows;
    private readonly Dictionary<VersionKey, RegistryDefinition> _byKey = [];
    private readonly List<RegistryDefinition> _added = [];
    private readonly List<RegistryChange> _changes = [];

    /// <param name="rows">As they are in the database; they are changed in place.</param>
    internal RegistryDraft(IReadOnlyList<RegistryDefinition> rows)
    {
        Before = [.. rows.Select(Copy)];
        _rows = [.. rows];
        foreach (var row in rows)
        {
            _byKey.TryAdd(VersionKey.Of(row), row);
        }
    }

    /// <summary>The rows before any change.</summary>
    internal IReadOnlyList<RegistryDefinition> Before { get; }

    /// <summary>The rows after the changes.</summary>
    internal IReadOnlyList<RegistryDefinition> Rows => _rows;

    /// <summary>The rows that are new.</summary>
    internal IReadOnlyList<RegistryDefinition> Added => _added;

    /// <summary>What was changed.</summary>
    internal IReadOnlyList<RegistryChange> Changes => _changes;

    internal RegistryDefinition? Find(VersionKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>Adds a version.</summary>
    internal void Add(RegistryDefinition row)
    {
        _rows.Add(row);
        _added.Add(row);
        _byKey.Add(VersionKey.Of(row), row);
        Note(row, null);
    }

    /// <summary>Changes where a version stands in its life; nothing when it stands there already.</summary>
    internal void Move(RegistryDefinition row, Lifecycle to)
    {
        if (Lifecycle.Of(row) != to)
        {
            var from = row.Status;
            to.ApplyTo(row);
            Note(row, from);
        }
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
            UpdatedAt = row.UpdatedAt,
        };
}
