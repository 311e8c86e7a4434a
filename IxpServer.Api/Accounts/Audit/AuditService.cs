using IxpServer.Api.Http;
using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts.Audit;

/// <summary>Reads the audit log. What it tells of writes it, each in the transaction of its change.</summary>
internal sealed class AuditService(IDbContextFactory<IxpDbContext> contexts)
{
    /// <summary>One page, newest first.</summary>
    internal async Task<Outcome<PageBody<AuditBody>>> ListAsync(
        AuditFilter filter,
        PageQuery page,
        CancellationToken cancel
    )
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        return await page.ReadAsync(filter.Apply(database.AuditLog.AsNoTracking()), AuditBody.Of, cancel);
    }
}
