using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Database;

/// <summary>Makes those wait for one another who change what an account has.</summary>
internal static class UserLock
{
    /// <summary>Locks an account's row until the transaction ends. Take this lock before any other of the account's rows.</summary>
    internal static Task LockUserAsync(this IxpDbContext work, Guid user, CancellationToken cancel) =>
        work
            .Users.Where(row => row.Id == user)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, row => row.Active), cancel);
}
