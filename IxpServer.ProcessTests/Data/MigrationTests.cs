using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Data.Maintenance;
using IxpServer.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IxpServer.Tests.Data;

public sealed class MigrationTests
{
    private static CancellationToken Cancel => TestDatabase.Cancel;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_migrations_say_what_the_model_says(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await using var context = database.Open();

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_migration_goes_up_and_down_and_up_again_to_the_same_schema(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var applied = await database.Migrator.MigrateAsync(Cancel);
        Assert.Equal(database.Migrations, applied.Count);
        var first = await Schema.ReadAsync(database, kind);

        Assert.Equal(applied.Skip(1), await database.Migrator.RollbackAsync("InitialSchema", Cancel));
        Assert.Equal(applied.Skip(1), await database.Migrator.PendingAsync(Cancel));
        await database.Migrator.RollbackAsync("0", Cancel);
        Assert.Empty(await Schema.ReadAsync(database, kind));

        Assert.Equal(applied, await database.Migrator.MigrateAsync(Cancel));
        Assert.Equal(first, await Schema.ReadAsync(database, kind));
        Assert.Empty(await database.Migrator.PendingAsync(Cancel));
        Assert.Empty(await database.Migrator.MigrateAsync(Cancel));
    }

    [Fact]
    public async Task An_SQLite_file_has_checks_that_hold_for_old_engines_too()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        const string insert =
            "INSERT INTO audit_log (id, created_at, actor, action, details) VALUES ('{0}', '2026-11-30', 'y', 'x', {1})";
        await database.ExecuteAsync(string.Format(null, insert, "a", "NULL"));
        await database.ExecuteAsync(string.Format(null, insert, "b", "'[1]'"));
        Assert.Equal(["a -", "b [1]"], await database.RowsAsync("SELECT id, details FROM audit_log ORDER BY id"));
        Assert.Equal(["ok"], await database.RowsAsync("PRAGMA integrity_check"));
        await Assert.ThrowsAsync<SqliteException>(() =>
            database.ExecuteAsync(string.Format(null, insert, "c", "'no json'"))
        );
        await Assert.ThrowsAsync<SqliteException>(() => database.ExecuteAsync("DELETE FROM audit_log"));

        // In none of the constraints on a column that may be empty is NULL left to json_valid.
        var checks = await database.RowsAsync("SELECT sql FROM sqlite_schema WHERE sql LIKE '%json_valid(%'");
        Assert.Contains(checks, sql => sql.Contains("CHECK (details IS NULL OR json_valid(details))"));
        Assert.Contains(checks, sql => sql.Contains("CHECK (response IS NULL OR json_valid(response))"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_rollback_to_what_is_not_there_is_refused_and_changes_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var refused = await Assert.ThrowsAsync<UnknownMigrationException>(() =>
            database.Migrator.RollbackAsync("Nonsense", Cancel)
        );

        Assert.Contains("InitialSchema", refused.Message);
        Assert.Empty(await database.Migrator.PendingAsync(Cancel));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_database_of_the_migrations_before_1_0_is_refused_until_it_is_kept_as_the_document_says(
        DatabaseKind kind
    )
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await database.ExecuteAsync(
            """UPDATE "__EFMigrationsHistory" SET migration_id = '20261123110409_LeanLogIndexes'"""
        );

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => database.Migrator.MigrateAsync(Cancel));
        Assert.Contains("20261123110409_LeanLogIndexes", refused.Message);
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "database.md"), Cancel);
        var section = document[document.IndexOf("### Databases from before 1.0", StringComparison.Ordinal)..];
        await database.ExecuteAsync(section.Split("```", 3)[1]);

        Assert.Empty(await database.Migrator.MigrateAsync(Cancel));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_lock_has_one_holder_and_the_next_waits(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var connection = (DatabaseConnection)database.Services.GetService(typeof(DatabaseConnection))!;
        var first = await MigrationLock.AcquireAsync(connection, TimeSpan.Zero, null, Cancel);
        await Assert.ThrowsAsync<TimeoutException>(() =>
            MigrationLock.AcquireAsync(connection, TimeSpan.Zero, null, Cancel)
        );

        var waits = new TaskCompletionSource();
        var second = MigrationLock.AcquireAsync(connection, Eventually.Limit, waits.SetResult, Cancel);
        await waits.Task.WaitAsync(Eventually.Limit, Cancel);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await (await second).DisposeAsync();
    }

    [Fact]
    public async Task A_lock_that_a_killed_run_left_in_an_SQLite_file_stops_nobody()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Sqlite);
        await database.ExecuteAsync(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
            """
        );

        Assert.NotEmpty(await database.Migrator.MigrateAsync(Cancel).WaitAsync(Eventually.Limit, Cancel));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_server_migrates_its_embedded_database_and_no_other(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await database.Host.MigrateEmbeddedDatabaseAsync(Cancel);

        Assert.Equal(
            kind is DatabaseKind.Sqlite ? 0 : database.Migrations,
            (await database.Migrator.PendingAsync(Cancel)).Count
        );
    }
}
