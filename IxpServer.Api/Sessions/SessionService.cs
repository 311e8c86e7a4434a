using System.Text.Json;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Sessions;

/// <summary>Keeps sessions. Another's session is answered like one that does not exist.</summary>
public sealed partial class SessionService(
    IDbContextFactory<IxpDbContext> contexts,
    SessionRows sessions,
    SessionRoom room,
    ContextCipher cipher,
    SessionTokens tokens,
    TimeProvider time,
    ILogger<SessionService> logger
)
{
    /// <summary>Makes a session: of the caller's account, else one that belongs to whoever has its token.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="context">What it holds at first, as JSON; null for nothing.</param>
    /// <param name="cancel">Ends the work.</param>
    internal async Task<Outcome<SessionBody>> CreateAsync(
        SessionCaller caller,
        SessionContext? context,
        CancellationToken cancel
    )
    {
        var session = new Session { UserId = caller.Caller.UserId };
        if (context is not null)
        {
            session.Context = cipher.Seal(session.Id, context.Utf8);
            session.ContextKeyId = cipher.CurrentKeyId;
        }

        if (await SaveAsync(session, cancel) is { } refused)
        {
            return refused;
        }

        var token = session.UserId is null ? tokens.Issue(session.Id) : null;
        return SessionBody.Of(session, context?.Json, token);
    }

    /// <summary>Saves a new session, if there is room for it.</summary>
    private async Task<IxpError?> SaveAsync(Session session, CancellationToken cancel)
    {
        if (session.UserId is not { } owner)
        {
            await using var database = await contexts.CreateDbContextAsync(cancel);
            return await AddAsync(database);
        }

        // Counted under the account's lock: many at once would all find the last place free.
        return await contexts.InTransactionAsync(
            async work =>
            {
                await work.LockUserAsync(owner, cancel);
                return await work.Users.AnyAsync(user => user.Id == owner, cancel)
                    ? await AddAsync(work)
                    : IxpError.AccountGone;
            },
            cancel
        );

        async Task<IxpError?> AddAsync(IxpDbContext database)
        {
            if (await room.RefuseAsync(database, session.UserId, cancel) is { } full)
            {
                return full;
            }

            database.Add(session);
            await database.SaveChangesAsync(cancel);
            return null;
        }
    }

    /// <summary>One session with its context.</summary>
    internal async Task<Outcome<SessionBody>> FindAsync(SessionCaller caller, Guid id, CancellationToken cancel)
    {
        var session = await sessions.FindAsync(id, cancel);
        if (session is null || !caller.MayUse(id, session.UserId, tokens))
        {
            return SessionCaller.NotFound(id);
        }

        if (session.Context is null)
        {
            return SessionBody.Of(session, null);
        }

        if (!cipher.TryUnseal(id, session.ContextKeyId, session.Context, out var plain, out var fault))
        {
            LogUnreadable(logger, id, fault);
            return Unreadable(session);
        }

        return SessionBody.Of(session, JsonElement.Parse(plain));
    }

    /// <summary>Replaces a session's context, provided that nobody did since the caller read it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The session.</param>
    /// <param name="versions">The versions that the update may be based on.</param>
    /// <param name="context">What the session shall hold.</param>
    /// <param name="cancel">Ends the work.</param>
    internal async Task<Outcome<SessionBody>> UpdateAsync(
        SessionCaller caller,
        Guid id,
        IReadOnlyList<long> versions,
        SessionContext context,
        CancellationToken cancel
    )
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        var session = await WithoutContext(database.Sessions).SingleOrDefaultAsync(row => row.Id == id, cancel);
        if (session is null || !caller.MayUse(id, session.UserId, tokens))
        {
            return SessionCaller.NotFound(id);
        }

        if (!versions.Contains(session.Version))
        {
            // Whoever reads it again must not be given the same old version.
            await sessions.ForgetAsync(id);
            return Outdated();
        }

        var before = session.Version;
        var data = cipher.Seal(id, context.Utf8);
        session.Version++;
        session.UpdatedAt = time.GetUtcNow().UtcDateTime;
        var saved = await database
            .Sessions.Where(row => row.Id == id && row.Version == before)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(s => s.Context, data)
                        .SetProperty(s => s.ContextKeyId, cipher.CurrentKeyId)
                        .SetProperty(s => s.Version, session.Version)
                        .SetProperty(s => s.UpdatedAt, session.UpdatedAt),
                cancel
            );

        // When a connection breaks between a commit and its answer, the update is tried again and finds its own
        // work. No two encryptions are equal.
        var isSaved = saved > 0 || await database.Sessions.AnyAsync(row => row.Id == id && row.Context == data, cancel);
        await sessions.ForgetAsync(id);
        return isSaved ? SessionBody.Of(session, context.Json) : Outdated();
    }

    /// <summary>The caller's sessions, or for administrators anybody's, without their contexts.</summary>
    /// <param name="caller">Who asks; signed in.</param>
    /// <param name="userId">Only this account's; null for all that the caller may see.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancel">Ends the query.</param>
    internal async Task<Outcome<PageBody<SessionBody>>> ListAsync(
        SessionCaller caller,
        Guid? userId,
        PageQuery page,
        CancellationToken cancel
    )
    {
        var owner = userId ?? caller.Caller.UserId;
        if (!caller.Caller.MaySee(owner))
        {
            return IxpError.Forbidden("Only administrators may list the sessions of others");
        }

        await using var database = await contexts.CreateDbContextAsync(cancel);
        var rows = WithoutContext(database.Sessions);
        rows = caller.Caller.IsAdmin && userId is null ? rows : rows.Where(row => row.UserId == owner);
        return await page.ReadAsync(rows, row => SessionBody.Of(row, null), cancel);
    }

    /// <summary>Deletes a session and with it the logs of its renders.</summary>
    internal async Task<Outcome<Done>> DeleteAsync(SessionCaller caller, Guid id, CancellationToken cancel)
    {
        var outcome = await contexts.InTransactionAsync<Outcome<Done>>(
            async database =>
            {
                var session = await WithoutContext(database.Sessions).SingleOrDefaultAsync(row => row.Id == id, cancel);
                if (session is null || !caller.MayUse(id, session.UserId, tokens))
                {
                    return SessionCaller.NotFound(id);
                }

                if (caller.Caller.IsAdmin && session.UserId != caller.Caller.UserId)
                {
                    database.Add(caller.Caller.Audit("session.delete", "session", id.ToString()));
                    await database.SaveChangesAsync(cancel);
                }

                await database.Sessions.Where(row => row.Id == id).ExecuteDeleteAsync(cancel);
                return default(Done);
            },
            cancel
        );
        await sessions.ForgetAsync(id);
        return outcome;
    }

    /// <summary>Contexts can be large, and most questions are not about them.</summary>
    private static IQueryable<Session> WithoutContext(IQueryable<Session> sessions) =>
        sessions
            .AsNoTracking()
            .Select(row => new Session
            {
                Id = row.Id,
                UserId = row.UserId,
                Version = row.Version,
                CreatedAt = row.CreatedAt,
                UpdatedAt = row.UpdatedAt,
            });

    private static IxpError Outdated() =>
        IxpError.PreconditionFailed("The session was changed since it was read: read it again and repeat the update");

    /// <summary>With the tag, so that the context can be replaced although it cannot be read.</summary>
    private static IxpError Unreadable(Session session) =>
        new(
            StatusCodes.Status500InternalServerError,
            "SESSION_UNREADABLE",
            "The session's context cannot be decrypted: its encryption key is not configured, or the data was changed"
        )
        {
            Headers = [new("ETag", EntityTags.Of(session.Version))],
        };

    [LoggerMessage(LogLevel.Error, "The context of session {Session} cannot be decrypted: {Fault}")]
    internal static partial void LogUnreadable(ILogger logger, Guid session, string fault);
}
