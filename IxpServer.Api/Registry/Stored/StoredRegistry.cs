using IxpServer.Data.Entities;

namespace IxpServer.Api.Registry.Stored;

/// <summary>The database's definitions at one moment.</summary>
/// <param name="Revision">A revision that they contain.</param>
/// <param name="Rows">All of them, deleted ones too, in the order in which they were published.</param>
public sealed record StoredRows(long Revision, IReadOnlyList<RegistryDefinition> Rows);

/// <summary>Holds what was last read from the database: it stays in use while the database is away.</summary>
public sealed class StoredRegistry
{
    private volatile StoredRows? _current;

    /// <summary>What was last read; null before the first time.</summary>
    public StoredRows? Current => _current;

    internal void Apply(StoredRows rows) => _current = rows;
}
