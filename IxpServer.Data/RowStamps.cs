using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IxpServer.Data;

/// <summary>Sets the times and the version of every row that is saved.</summary>
internal sealed class RowStamps(TimeProvider time) : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Stamp(eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Stamp(eventData.Context!);
        return new(result);
    }

    private void Stamp(DbContext context)
    {
        var now = UtcMicroseconds.Truncate(time.GetUtcNow().UtcDateTime);
        foreach (var entry in context.ChangeTracker.Entries().Where(e => e.State is EntityState.Added))
        {
            switch (entry.Entity)
            {
                case Entity { CreatedAt.Ticks: 0 } entity:
                    entity.CreatedAt = now;
                    break;
                case RegistryRevision { CreatedAt.Ticks: 0 } revision:
                    revision.CreatedAt = now;
                    break;
            }

            if (entry.Entity is MutableEntity { UpdatedAt.Ticks: 0 } added)
            {
                added.UpdatedAt = added.CreatedAt;
            }
        }

        foreach (var entry in context.ChangeTracker.Entries<MutableEntity>())
        {
            if (entry.State is EntityState.Modified)
            {
                entry.Entity.UpdatedAt = now;
                if (entry.Entity is Session session)
                {
                    // From what was read, so that a save that is retried counts once.
                    session.Version = entry.OriginalValues.GetValue<long>(nameof(Session.Version)) + 1;
                }
            }
        }
    }
}
