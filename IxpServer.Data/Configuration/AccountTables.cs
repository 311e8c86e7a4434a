using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IxpServer.Data.Configuration;

internal sealed class Users : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable(table => table.HasCheckConstraint("ck_users_role", "role IN ('user', 'admin')"));
        builder.Property(user => user.Name).HasMaxLength(255);
        builder.Property(user => user.Email).HasMaxLength(255);
        builder.Property(user => user.PasswordHash).HasMaxLength(255);
        builder.Property(user => user.Role).HasColumnType("text").HasDefaultValue(Roles.User).ValueGeneratedNever();
        builder.Property(user => user.Active).HasDefaultValue(true).ValueGeneratedNever();
        // The unique index on lower(email) is made by the migration: the model cannot express it.
        builder.HasIndex(user => user.Email);
        builder.HasIndex(user => user.Active);
        builder.HasIndex(user => new { user.CreatedAt, user.Id }).IsDescending();
    }
}

internal sealed class Sessions : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(session => session.ContextKeyId).HasMaxLength(64);
        builder.Property(session => session.Version).HasDefaultValue(1L).ValueGeneratedNever().IsConcurrencyToken();
        builder
            .HasIndex(session => new
            {
                session.UserId,
                session.CreatedAt,
                session.Id,
            })
            .IsDescending(false, true, true);
        builder.HasIndex(session => new { session.CreatedAt, session.Id }).IsDescending();
        // Key rotation walks the sessions that are not yet under the newest key.
        builder.HasIndex(session => session.ContextKeyId);
    }
}

internal sealed class RefreshTokens : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(token => token.TokenHash).IsUnique();
        builder.HasIndex(token => token.FamilyId);
        builder.HasIndex(token => token.UserId);
        builder.HasIndex(token => token.ExpiresAt);
    }
}

internal sealed class ApiKeys : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(key => key.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(key => key.Name).HasMaxLength(255);
        builder.Property(key => key.Prefix).HasMaxLength(32);
        builder.HasIndex(key => key.KeyHash).IsUnique();
        builder
            .HasIndex(key => new
            {
                key.UserId,
                key.CreatedAt,
                key.Id,
            })
            .IsDescending(false, true, true);
    }
}

internal sealed class UserTokens : IEntityTypeConfiguration<UserToken>
{
    public void Configure(EntityTypeBuilder<UserToken> builder)
    {
        builder.ToTable(table =>
            table.HasCheckConstraint("ck_user_tokens_purpose", "purpose IN ('confirm_email', 'reset_password')")
        );
        builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(token => token.Purpose).HasMaxLength(32);
        builder.Property(token => token.Email).HasMaxLength(255);
        builder.HasIndex(token => token.TokenHash).IsUnique();
        builder.HasIndex(token => new { token.UserId, token.Purpose });
        builder.HasIndex(token => token.ExpiresAt);
    }
}
