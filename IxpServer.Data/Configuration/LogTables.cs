using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IxpServer.Data.Configuration;

/// <summary>
/// Lists are paged by (created_at, id), newest first, and filtered by one of the leading columns: each such list is
/// one range of one index. Most renders succeed, in no session and by no user: those are in none of the partial indexes,
/// because every index of this table is paid for by every render.
/// </summary>
internal sealed class IntentLogs : IEntityTypeConfiguration<IntentLog>
{
    public void Configure(EntityTypeBuilder<IntentLog> builder)
    {
        builder.HasOne<Session>().WithMany().HasForeignKey(log => log.SessionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(log => log.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(log => log.IntentType).HasMaxLength(255);
        builder.Property(log => log.Success).HasDefaultValue(true).ValueGeneratedNever();
        Index(builder);
        Index(builder, nameof(IntentLog.IntentType));
        Index(builder, nameof(IntentLog.SessionId)).HasFilter("session_id IS NOT NULL");
        Index(builder, nameof(IntentLog.UserId)).HasFilter("user_id IS NOT NULL");
        builder
            .HasIndex([nameof(IntentLog.CreatedAt), nameof(IntentLog.Id)], "failures")
            .HasDatabaseName("ix_intent_logs_failures_created_at_id")
            .HasFilter("NOT success");
    }

    /// <summary>
    /// Ascending, though lists read it backwards: new rows are then appended, which is the cheapest insert in both
    /// databases.
    /// </summary>
    private static IndexBuilder<IntentLog> Index(EntityTypeBuilder<IntentLog> builder, params string[] leading) =>
        builder.HasIndex([.. leading, nameof(IntentLog.CreatedAt), nameof(IntentLog.Id)]);
}

internal sealed class AuditLog : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.Property(entry => entry.Actor).HasMaxLength(255);
        builder.Property(entry => entry.Action).HasMaxLength(100);
        builder.Property(entry => entry.TargetType).HasMaxLength(100);
        builder.Property(entry => entry.TargetId).HasMaxLength(255);
        builder.Property(entry => entry.IpAddress).HasMaxLength(45);
        builder.Property(entry => entry.TraceId).HasMaxLength(64);
        builder.HasIndex(entry => new { entry.CreatedAt, entry.Id }).IsDescending();
        builder
            .HasIndex(entry => new
            {
                entry.ActorId,
                entry.CreatedAt,
                entry.Id,
            })
            .IsDescending(false, true, true);
        builder.HasIndex(entry => new
        {
            entry.TargetType,
            entry.TargetId,
            entry.CreatedAt,
        });
    }
}
