using System.Text.Json;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Sessions;

/// <summary>
/// Finds the sessions that renders belong to. A render must be answered while the database is away: a session that
/// cannot be looked up soon counts as unknown, and for a moment no other is looked up.
/// </summary>
public sealed partial class SessionLookup(
    SessionRows rows,
    DatabaseStart start,
    ContextCipher cipher,
    SessionTokens tokens,
    TimeProvider time,
    ILogger<SessionLookup> logger
)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly Outage _outage = new();
    private long _awayUntil = long.MinValue;

    /// <summary>Looks a session up.</summary>
    /// <param name="id">The session.</param>
    /// <param name="caller">Who wants to use it.</param>
    /// <param name="withContext">Whether its context is needed.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<FoundSession> FindAsync(Guid id, SessionCaller caller, bool withContext, CancellationToken cancel)
    {
        if (time.GetUtcNow().UtcTicks < Volatile.Read(ref _awayUntil))
        {
            return FoundSession.Unknown;
        }

        Session? session;
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            await start.Ready.WaitAsync(both.Token);

            // The wait ends at its limit, whatever becomes of a command that hangs.
            session = await rows.FindAsync(id, both.Token).WaitAsync(both.Token);
            if (_outage.End() is > 0 and var pauses)
            {
                LogBack(pauses);
            }
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            if (_outage.Fail())
            {
                LogAway(RetryDelay.TotalSeconds, fault);
            }

            Volatile.Write(ref _awayUntil, (time.GetUtcNow() + RetryDelay).UtcTicks);
            return FoundSession.Unknown;
        }

        return session is not null && caller.MayUse(id, session.UserId, tokens)
            ? new FoundSession { Context = withContext ? Unseal(session) : null }
            : new FoundSession { Error = SessionCaller.NotFound(id) };
    }

    private JsonElement? Unseal(Session session)
    {
        if (session.Context is null)
        {
            return null;
        }

        if (cipher.TryUnseal(session.Id, session.ContextKeyId, session.Context, out var plain, out var fault))
        {
            return JsonElement.Parse(plain);
        }

        SessionService.LogUnreadable(logger, session.Id, fault);
        return null;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The session of a render cannot be looked up: renders go without their sessions until one can, tried every {Seconds} s"
    )]
    private partial void LogAway(double seconds, Exception fault);

    [LoggerMessage(
        LogLevel.Information,
        "Sessions of renders can be looked up again, after {Failures} tries that failed"
    )]
    private partial void LogBack(long failures);
}

/// <summary>What was found of the session of a render.</summary>
public sealed record FoundSession
{
    /// <summary>The database is away: nobody can say whether there is such a session, and whose it is.</summary>
    public static FoundSession Unknown { get; } = new() { IsKnown = false };

    /// <summary>Whether the session is there and the caller may use it, unless there is an error.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>Why the caller may not use it.</summary>
    public IxpError? Error { get; init; }

    /// <summary>What it holds; null when that is nothing, was not asked for or cannot be decrypted.</summary>
    public JsonElement? Context { get; init; }
}
