using IxpServer.Data.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IxpServer.Data.Maintenance;

/// <summary>Changes the schema. Whoever calls a method that does so holds the <see cref="MigrationLock"/>.</summary>
/// <param name="contexts">Makes the contexts.</param>
/// <param name="connection">Their database.</param>
public sealed class DatabaseMigrator(IDbContextFactory<IxpDbContext> contexts, DatabaseConnection connection)
{
    /// <summary>A migration may move many rows.</summary>
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromHours(1);

    /// <summary>The migrations that the database does not have yet.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await PendingAsync(database, cancellationToken);
    }

    /// <summary>Applies the pending migrations; which.</summary>
    /// <exception cref="InvalidOperationException">Other migrations made the database.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken);
        await ClearLockLeftBehindAsync(database, cancellationToken);
        var pending = await PendingAsync(database, cancellationToken);
        if (!await HasHistoryAsync(database, cancellationToken))
        {
            await database.Database.ExecuteSqlRawAsync(
                database.GetService<IHistoryRepository>().GetCreateIfNotExistsScript(),
                cancellationToken
            );
        }
        else if (pending.Count == database.Database.GetMigrations().Count())
        {
            await RefuseOtherHistoryAsync(database, cancellationToken);
        }

        await database.Database.MigrateAsync(cancellationToken);
        return pending;
    }

    /// <summary>Takes back the migrations after the target, and with them what their tables hold; which.</summary>
    /// <param name="target">A migration's name, with or without its number, or 0 for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UnknownMigrationException">The database has no such migration.</exception>
    public async Task<IReadOnlyList<string>> RollbackAsync(string target, CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken);
        var applied = (await database.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var all = target == Migration.InitialDatabase;
        var last = all ? -1 : applied.FindIndex(id => id == target || id[(id.IndexOf('_') + 1)..] == target);
        if (last < 0 && !all)
        {
            throw new UnknownMigrationException(
                $"'{target}' is no applied migration; allowed: {string.Join(", ", [.. applied, "0"])}"
            );
        }

        await ClearLockLeftBehindAsync(database, cancellationToken);
        await database.GetService<IMigrator>().MigrateAsync(all ? target : applied[last], cancellationToken);
        return applied[(last + 1)..];
    }

    /// <summary>SQL that applies whatever a database lacks; running it again does nothing.</summary>
    /// <exception cref="NotSupportedException">The database is SQLite, whose scripts cannot branch.</exception>
    public string Script()
    {
        using var database = contexts.CreateDbContext();
        return database.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
    }

    private async Task<IReadOnlyList<string>> PendingAsync(
        IxpDbContext database,
        CancellationToken cancellationToken
    ) =>
        await HasHistoryAsync(database, cancellationToken)
            ? [.. await database.Database.GetPendingMigrationsAsync(cancellationToken)]
            : [.. database.Database.GetMigrations()];

    /// <summary>
    /// EF finds out by reading PostgreSQL's table of applied migrations: on an empty database, where everybody begins, that is
    /// an error in traces and in the server's log, once a second while a server waits to be ready.
    /// </summary>
    private async Task<bool> HasHistoryAsync(IxpDbContext database, CancellationToken cancellationToken) =>
        connection.Kind is not DatabaseKind.Postgres
        || await database
            .Database.SqlQuery<bool>($"""SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL AS "Value" """)
            .SingleAsync(cancellationToken);

    /// <summary>The tables are there, though none of our migrations made them: the first one could only fail on them.</summary>
    private static async Task RefuseOtherHistoryAsync(IxpDbContext database, CancellationToken cancellationToken)
    {
        var others = await database.Database.GetAppliedMigrationsAsync(cancellationToken);
        if (others.LastOrDefault() is { } last)
        {
            throw new InvalidOperationException(
                $"it has migrations from before 1.0 (the last is {last}), which are one now; start with an empty database, or "
                    + "keep this one as docs/database.md says under \"Databases from before 1.0\""
            );
        }
    }

    private async Task<IxpDbContext> OpenAsync(CancellationToken cancellationToken)
    {
        var database = await contexts.CreateDbContextAsync(cancellationToken);
        database.Database.SetCommandTimeout(CommandTimeout);
        return database;
    }

    /// <summary>
    /// EF's own lock on SQLite is a row, which a killed process leaves behind and the next would wait for without
    /// end. Under our lock nobody else is migrating, so that a row there has no owner.
    /// </summary>
    private async Task ClearLockLeftBehindAsync(IxpDbContext database, CancellationToken cancellationToken)
    {
        if (connection.Kind is DatabaseKind.Sqlite)
        {
            await database.Database.ExecuteSqlRawAsync(
                """DROP TABLE IF EXISTS "__EFMigrationsLock" """,
                cancellationToken
            );
        }
    }
}

/// <summary>A migration was named that the database does not have.</summary>
/// <param name="message">Which, and what is allowed.</param>
public sealed class UnknownMigrationException(string message) : Exception(message);
