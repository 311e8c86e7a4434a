using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IxpServer.Data.Configuration;

internal sealed class RegistryDefinitions : IEntityTypeConfiguration<RegistryDefinition>
{
    public void Configure(EntityTypeBuilder<RegistryDefinition> builder)
    {
        builder.ToTable(table =>
        {
            table.HasCheckConstraint("ck_registry_definitions_kind", "kind IN ('intent', 'component')");
            table.HasCheckConstraint("ck_registry_definitions_status", "status IN ('active', 'deprecated', 'deleted')");
        });
        builder.Property(definition => definition.Kind).HasMaxLength(16);
        builder.Property(definition => definition.Name).HasMaxLength(200);
        builder.Property(definition => definition.Version).HasMaxLength(200);
        builder
            .Property(definition => definition.Status)
            .HasMaxLength(16)
            .HasDefaultValue(DefinitionStatuses.Active)
            .ValueGeneratedNever();
        builder.Property(definition => definition.Replacement).HasMaxLength(401);
        builder
            .HasOne<User>()
            .WithMany()
            .HasForeignKey(definition => definition.CreatedBy)
            .OnDelete(DeleteBehavior.SetNull);
        builder
            .HasIndex(definition => new
            {
                definition.Kind,
                definition.Name,
                definition.Version,
            })
            .IsUnique();
    }
}

internal sealed class RegistryRevisionRows : IEntityTypeConfiguration<RegistryRevision>
{
    public void Configure(EntityTypeBuilder<RegistryRevision> builder)
    {
        builder.HasKey(revision => revision.Revision);
        builder.Property(revision => revision.Revision).ValueGeneratedNever();
        builder.Property(revision => revision.CreatedByName).HasMaxLength(255);
        builder.Property(revision => revision.Action).HasMaxLength(32);
    }
}
