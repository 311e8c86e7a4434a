using IxpServer.Api.Json;
using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Registry.Stored;

/// <summary>The database's definitions at one moment.</summary>
/// <param name="Revision">A revision that they contain.</param>
/// <param name="Rows">All of them, deleted ones too, in the order in which they were published.</param>
internal sealed record StoredRows(long Revision, IReadOnlyList<StoredRow> Rows)
{
    internal static readonly StoredRows None = new(-1, []);
}

/// <summary>
/// Reads the database's definitions when its revision is another one, and of them what the revisions since have touched. What
/// was last read stays in use while the database is away.
/// </summary>
internal sealed partial class RegistryRows(IServiceProvider services, ILogger<RegistryRows> logger)
{
    /// <summary>With more names than these a query for them is no better than one for all.</summary>
    private const int MaxNames = 200;

    /// <summary>What was last read; null before the first time.</summary>
    internal StoredRows? Current { get; private set; }

    /// <summary>Whether the database could not be read the last time.</summary>
    internal bool IsAway { get; private set; }

    /// <summary>Reads what has changed; whether there is anything else now.</summary>
    internal async Task<bool> RefreshAsync(CancellationToken cancel)
    {
        try
        {
            // Not before: without it, because its settings are wrong, the start must still find what is wrong with the files.
            var contexts = services.GetRequiredService<IDbContextFactory<IxpDbContext>>();
            await using var database = await contexts.CreateDbContextAsync(cancel);
            var before = Current;
            Current = await ReadAsync(database, cancel);
            IsAway = false;

            // A database without definitions is as good as none.
            return Current != before && Current.Rows.Count + (before?.Rows.Count ?? 0) > 0;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            if (!IsAway)
            {
                LogAway(fault);
            }

            IsAway = true;
            return false;
        }
    }

    /// <summary>What the database holds now, as this connection or transaction sees it.</summary>
    internal async Task<StoredRows> ReadAsync(IxpDbContext database, CancellationToken cancel)
    {
        // Before the rows: they may then be newer than it says, which the next look mends, but never older.
        var before = Current ?? StoredRows.None;
        var revision = await RegistryHistory.LatestAsync(database, cancel);
        if (revision == before.Revision)
        {
            return before;
        }

        var names = await FindTouchedAsync(database, before.Revision, revision, cancel);
        var rows = database.RegistryDefinitions.AsNoTracking();
        var read = await (names is null ? rows : rows.Where(row => names.Contains(row.Name))).ToListAsync(cancel);
        var known = before.Rows.ToDictionary(row => row.Row.Id);
        var kept = names is null ? [] : before.Rows.Where(row => !names.Contains(row.Row.Name));
        return new StoredRows(
            revision,
            [
                .. kept.Concat(read.Select(row => StoredRow.Read(row, known.GetValueOrDefault(row.Id))))
                    .OrderBy(row => row.Row.CreatedAt)
                    .ThenBy(row => row.Row.Id),
            ]
        );
    }

    /// <summary>The names of what the revisions did; null when they do not say all of it, as one made by hand.</summary>
    private static async Task<HashSet<string>?> FindTouchedAsync(
        IxpDbContext database,
        long before,
        long revision,
        CancellationToken cancel
    )
    {
        if (before < 0 || revision < before || revision - before > MaxNames)
        {
            return null;
        }

        var changes = await database
            .RegistryRevisions.Where(row => row.Revision > before && row.Revision <= revision)
            .Select(row => row.Changes)
            .ToListAsync(cancel);
        var touched = changes.ConvertAll(text => JsonNames(text));
        var names = touched.SelectMany(one => one).ToHashSet(StringComparer.Ordinal);
        return touched.Count == revision - before && touched.TrueForAll(one => one.Count > 0) && names.Count <= MaxNames
            ? names
            : null;
    }

    private static List<string> JsonNames(string changes) =>
        [
            .. System
                .Text.Json.JsonElement.Parse(changes)
                .EnumerateArray()
                .Select(change => change.Text("name"))
                .OfType<string>(),
        ];

    [LoggerMessage(
        LogLevel.Warning,
        "The database's definitions cannot be read; those read before stay in use, and it is tried again and again"
    )]
    private partial void LogAway(Exception fault);
}
