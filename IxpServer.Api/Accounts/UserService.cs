using IxpServer.Api.Http;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Accounts;

/// <summary>What administrators do with accounts. To everybody else other people's accounts do not exist.</summary>
internal sealed class UserService(
    IDbContextFactory<IxpDbContext> contexts,
    PasswordWork passwords,
    AccountCredentials credentials,
    TimeProvider time
)
{
    private static readonly IxpError LastAdmin = IxpError.Conflict(
        "This is the last active administrator: make another one first"
    );

    /// <summary>Accounts, newest first.</summary>
    internal async Task<Outcome<PageBody<UserBody>>> ListAsync(
        UserFilter filter,
        PageQuery page,
        CancellationToken cancel
    )
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        return await page.ReadAsync(filter.Apply(database.Users.AsNoTracking()), UserBody.Of, cancel);
    }

    /// <summary>One account: one's own, or for administrators any.</summary>
    internal async Task<Outcome<UserBody>> GetAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var user = caller.MaySee(id)
            ? await database.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel)
            : null;
        return user is null ? AccountService.NoAccount : UserBody.Of(user);
    }

    /// <summary>Makes an account for somebody.</summary>
    internal async Task<Outcome<UserBody>> CreateAsync(Caller caller, CreateUserBody request, CancellationToken cancel)
    {
        var hash = await passwords.HashAsync(request.Password, cancel);
        if (hash.Error is { } busy)
        {
            return busy;
        }

        var user = new User
        {
            Name = request.Name,
            Email = request.Email,
            PasswordHash = hash.Value!,
            Role = request.Role ?? Roles.User,
            EmailConfirmedAt = request.EmailConfirmed is true ? time.GetUtcNow().UtcDateTime : null,
        };
        var entry = caller.Audit("user.create", "user", $"{user.Id}", $$"""{"role":"{{user.Role}}"}""");
        return await contexts.AddUserAsync(user, entry, cancel) ? UserBody.Of(user) : AccountService.EmailTaken;
    }

    /// <summary>
    /// Changes what is given. Who is deactivated, or whose address the administrator vouches for, loses all credentials
    /// from before: they may be somebody else's.
    /// </summary>
    internal async Task<Outcome<UserBody>> UpdateAsync(
        Caller caller,
        Guid id,
        UpdateUserBody request,
        CancellationToken cancel
    )
    {
        if (!caller.IsAdmin)
        {
            return AccountService.NoAccount;
        }

        var outcome = await contexts.InTransactionAsync<Outcome<UserBody>>(
            async work =>
            {
                await LockAdminsAsync(work, cancel);
                var user = await work.Users.FirstOrDefaultAsync(row => row.Id == id, cancel);
                if (user is null)
                {
                    return AccountService.NoAccount;
                }

                var wasActive = user.Active;
                var isConfirming = request.EmailConfirmed is true && user.EmailConfirmedAt is null;
                var wasAdmin = user is { Active: true, Role: Roles.Admin };
                user.Name = request.Name ?? user.Name;
                user.Role = request.Role ?? user.Role;
                user.Active = request.Active ?? user.Active;
                user.EmailConfirmedAt = isConfirming ? time.GetUtcNow().UtcDateTime : user.EmailConfirmedAt;
                if (wasAdmin && user is not { Active: true, Role: Roles.Admin } && await IsLastAsync(work, id, cancel))
                {
                    return LastAdmin;
                }

                var details = $$"""{"role":"{{user.Role}}","active":{{(user.Active ? "true" : "false")}}}""";
                work.AuditLog.Add(caller.Audit(Action(wasActive, user.Active), "user", $"{id}", details));
                if (isConfirming)
                {
                    work.AuditLog.Add(caller.Audit("user.email.confirm", "user", $"{id}"));
                }

                await work.SaveChangesAsync(cancel);
                if (!user.Active || isConfirming)
                {
                    await credentials.EndAsync(work, id, user.Active ? caller.Family : null, cancel);
                }

                return UserBody.Of(user);
            },
            cancel
        );
        credentials.Forget(id);
        return outcome;
    }

    /// <summary>Removes an account with everything that is only its own. Its lines in the audit log stay.</summary>
    internal async Task<Outcome<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        if (!caller.IsAdmin)
        {
            return AccountService.NoAccount;
        }

        var outcome = await contexts.InTransactionAsync<Outcome<Done>>(
            async work =>
            {
                await LockAdminsAsync(work, cancel);
                var user = await work.Users.FirstOrDefaultAsync(row => row.Id == id, cancel);
                if (user is null)
                {
                    return AccountService.NoAccount;
                }

                if (user is { Active: true, Role: Roles.Admin } && await IsLastAsync(work, id, cancel))
                {
                    return LastAdmin;
                }

                work.Users.Remove(user);
                work.AuditLog.Add(caller.Audit("user.delete", "user", $"{id}"));
                await work.SaveChangesAsync(cancel);
                return default(Done);
            },
            cancel
        );
        credentials.Forget(id);
        return outcome;
    }

    private static string Action(bool wasActive, bool isActive) =>
        wasActive == isActive ? "user.update"
        : isActive ? "user.activate"
        : "user.deactivate";

    /// <summary>Two administrators who remove each other at once come one after the other.</summary>
    private static Task<int> LockAdminsAsync(IxpDbContext work, CancellationToken cancel) =>
        work
            .Users.Where(row => row.Role == Roles.Admin)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Role, Roles.Admin), cancel);

    private static async Task<bool> IsLastAsync(IxpDbContext work, Guid id, CancellationToken cancel) =>
        !await work.Users.AnyAsync(row => row.Id != id && row.Active && row.Role == Roles.Admin, cancel);
}
