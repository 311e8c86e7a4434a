using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SQLitePCL;

namespace IxpServer.Data;

/// <summary>The embedded database: one file, one server.</summary>
public sealed class SqliteIxpDbContext(DbContextOptions<SqliteIxpDbContext> options) : IxpDbContext(options)
{
    /// <inheritdoc/>
    public override bool IsUniqueViolation(Exception exception) =>
        (exception as SqliteException ?? exception.InnerException as SqliteException)
            is { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY };

    /// <summary>Nothing to do: a transaction here holds the only writer's place from its beginning.</summary>
    internal override Task LockRegistryAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nobody can listen: who else uses the file finds out by asking.</summary>
    internal override Task AnnounceRegistryAsync(long revision, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var property in JsonColumns(modelBuilder).ToList())
        {
            var entity = (IMutableEntityType)property.DeclaringType;
            var column = property.GetColumnName();

            // SQLite before 3.44 takes the NULL that json_valid(NULL) is for a broken constraint when it checks a file.
            var isEmpty = property.IsNullable ? $"{column} IS NULL OR " : "";
            entity.AddCheckConstraint($"ck_{entity.GetTableName()}_{column}_json", $"{isEmpty}json_valid({column})");
        }
    }
}
