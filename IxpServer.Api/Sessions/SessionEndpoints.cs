using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;

namespace IxpServer.Api.Sessions;

/// <summary>Sessions: what renders that belong together know of each other.</summary>
internal static class SessionEndpoints
{
    /// <summary>A context of the largest size, with room for what stands around it.</summary>
    private const int MaxBody = 2 * SessionContext.MaxBytes;

    internal static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapDatabaseGroup("/api/sessions", "Sessions")
            .WithMetadata(new BodyLimit(MaxBody), OpenToStrangers.Instance);
        group
            .MapPost("", CreateAsync)
            .WithName("createSession")
            .WithSummary("Makes a session; without an account its token is in the answer, and only there")
            .WithMetadata(AddressedAnswer.Instance)
            .MayFail(409);
        group
            .MapMethods("", EndpointDescriptions.GetAndHead, ListAsync)
            .WithName("listSessions")
            .WithSummary("The caller's sessions, newest first; administrators see all")
            .RequireAuthorization();
        group
            .MapMethods("/{id:guid}", EndpointDescriptions.GetAndHead, FindAsync)
            .WithName("getSession")
            .WithSummary("One session with its context")
            .MayFail(404, 500);
        group
            .MapPut("/{id:guid}", UpdateAsync)
            .WithName("updateSession")
            .WithSummary("Replaces the context; If-Match must carry the session's entity tag")
            .MayFail(404);
        group
            .MapDelete("/{id:guid}", DeleteAsync)
            .WithName("deleteSession")
            .WithSummary("Deletes the session and the logs of its renders")
            .MayFail(404);
    }

    private static async Task<CreatedOutcome<SessionBody>> CreateAsync(
        Body<CreateSession> body,
        SessionCaller caller,
        SessionService sessions,
        CancellationToken cancel
    )
    {
        var made = await sessions.CreateAsync(caller, body.Value.Context, cancel);
        return made.Created(session => $"/api/sessions/{session.Id}");
    }

    private static Task<Outcome<PageBody<SessionBody>>> ListAsync(
        Query<PageQuery> page,
        Query<OwnerQuery> owner,
        SessionCaller caller,
        SessionService sessions,
        CancellationToken cancel
    ) => sessions.ListAsync(caller, owner.Value.UserId, page.Value, cancel);

    private static Task<Outcome<SessionBody>> FindAsync(
        Guid id,
        SessionCaller caller,
        SessionService sessions,
        CancellationToken cancel
    ) => sessions.FindAsync(caller, id, cancel);

    private static Task<Outcome<SessionBody>> UpdateAsync(
        Guid id,
        IfMatch.Required match,
        Body<UpdateSession> body,
        SessionCaller caller,
        SessionService sessions,
        CancellationToken cancel
    ) => sessions.UpdateAsync(caller, id, match.Versions, body.Value.Context, cancel);

    private static Task<Outcome<Done>> DeleteAsync(
        Guid id,
        SessionCaller caller,
        SessionService sessions,
        CancellationToken cancel
    ) => sessions.DeleteAsync(caller, id, cancel);
}
