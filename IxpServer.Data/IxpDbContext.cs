using System.Reflection;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace IxpServer.Data;

/// <summary>Everything the server keeps. Derived once for each database, only where they differ.</summary>
/// <param name="options">Of the derived context.</param>
public abstract class IxpDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Accounts.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Conversations.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    /// <summary>Intents that were handled.</summary>
    public DbSet<IntentLog> IntentLogs => Set<IntentLog>();

    /// <summary>Intents and components, each version one row.</summary>
    public DbSet<RegistryDefinition> RegistryDefinitions => Set<RegistryDefinition>();

    /// <summary>Changes of the registry. Add to it with <see cref="RegistryHistory"/>.</summary>
    public DbSet<RegistryRevision> RegistryRevisions => Set<RegistryRevision>();

    /// <summary>Refresh tokens that were handed out.</summary>
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    /// <summary>Keys for programs.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>Tokens that were sent by mail.</summary>
    public DbSet<UserToken> UserTokens => Set<UserToken>();

    /// <summary>Who did what.</summary>
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();

    /// <summary>Whether a save failed because a row with the same key is there already.</summary>
    public abstract bool IsUniqueViolation(Exception exception);

    /// <summary>Makes writers of the registry's history wait for each other until the transaction ends.</summary>
    internal abstract Task LockRegistryAsync(CancellationToken cancellationToken);

    /// <summary>Tells whoever listens of a revision, once the transaction is committed.</summary>
    internal abstract Task AnnounceRegistryAsync(long revision, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcMicroseconds>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(IxpDbContext).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            // Ids and times are made here. The defaults serve whoever inserts by hand.
            if (entity.FindProperty(nameof(Entity.Id)) is { } id)
            {
                id.ValueGenerated = ValueGenerated.Never;
            }

            foreach (var name in new[] { nameof(Entity.CreatedAt), nameof(MutableEntity.UpdatedAt) })
            {
                if (entity.FindProperty(name) is { } time)
                {
                    time.SetDefaultValueSql("CURRENT_TIMESTAMP");
                    time.ValueGenerated = ValueGenerated.Never;
                }
            }
        }
    }

    /// <summary>The columns that hold one JSON value.</summary>
    private protected static IEnumerable<IMutableProperty> JsonColumns(ModelBuilder modelBuilder) =>
        modelBuilder
            .Model.GetEntityTypes()
            .SelectMany(entity => entity.GetProperties())
            .Where(property => property.PropertyInfo?.IsDefined(typeof(JsonTextAttribute)) is true);
}
