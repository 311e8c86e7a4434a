using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace IxpServer.Data;

/// <summary>PostgreSQL 15 and later.</summary>
public sealed class PostgresIxpDbContext(DbContextOptions<PostgresIxpDbContext> options) : IxpDbContext(options)
{
    /// <inheritdoc/>
    public override bool IsUniqueViolation(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)
            is { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <inheritdoc/>
    internal override Task LockRegistryAsync(CancellationToken cancellationToken) =>
        Database.ExecuteSqlRawAsync("LOCK TABLE registry_revisions IN EXCLUSIVE MODE", cancellationToken);

    /// <inheritdoc/>
    internal override Task AnnounceRegistryAsync(long revision, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync(
            $"SELECT pg_notify({RegistryHistory.Channel}, {revision.ToString()})",
            cancellationToken
        );

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // A partitioned table's key contains what it is partitioned by.
        modelBuilder.Entity<IntentLog>().HasKey(log => new { log.Id, log.CreatedAt });
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (entity.FindProperty(nameof(Entity.Id)) is { } id)
            {
                id.SetDefaultValueSql("gen_random_uuid()");
                id.ValueGenerated = ValueGenerated.Never;
            }
        }

        foreach (var property in JsonColumns(modelBuilder).ToList())
        {
            // Not jsonb, which would reorder members: a form shows an intent's parameters in their written order.
            property.SetColumnType("json");
        }
    }
}
