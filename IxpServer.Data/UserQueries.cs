using IxpServer.Data.Entities;

namespace IxpServer.Data;

/// <summary>Questions about accounts that must be asked in one way.</summary>
public static class UserQueries
{
    /// <summary>The account with this address, whatever its case. Uses the unique index on <c>lower(email)</c>.</summary>
    public static IQueryable<User> WithEmail(this IQueryable<User> users, string email)
    {
        var lower = email.Trim().ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database, which knows one lower().
        return users.Where(user => user.Email.ToLower() == lower);
#pragma warning restore CA1304, CA1311, CA1862
    }
}
