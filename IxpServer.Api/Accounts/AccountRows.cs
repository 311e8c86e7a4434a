using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>Steps that several services take in the same way.</summary>
internal static class AccountRows
{
    /// <summary>The caller, once it has shown to be this account.</summary>
    internal static Caller As(this Caller caller, User user) => caller with { UserId = user.Id, Name = user.Name };

    /// <summary>Adds an account and its line in the audit log.</summary>
    /// <returns>False when the address is taken, be it by a request of the same moment.</returns>
    internal static async Task<bool> AddUserAsync(
        this IDbContextFactory<IxpDbContext> contexts,
        User user,
        AuditEntry entry,
        CancellationToken cancel
    )
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        database.Users.Add(user);
        database.AuditLog.Add(entry);
        try
        {
            await database.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException taken) when (database.IsUniqueViolation(taken))
        {
            return false;
        }
    }
}
