using System.Globalization;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace IxpServer.Api.Sessions;

/// <summary>Sessions: what renders that belong together know of each other.</summary>
internal static class SessionEndpoints
{
    /// <summary>A context of the largest size, with room for what stands around it.</summary>
    private const int LargestBody = 2 * SessionContext.LargestBytes;

    internal static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapDatabaseGroup("/api/sessions", "Sessions").WithMetadata(new BodyLimit(LargestBody));
        group.AddEndpointFilter(RefuseBadCredentialsAsync);
        group
            .MapPost("", CreateAsync)
            .WithName("createSession")
            .WithSummary("Makes a session; without an account its token is in the answer, and only there")
            .AcceptsJson<SessionRequestBody>()
            .Produces<SessionBody>(StatusCodes.Status201Created)
            .ProducesIxpErrors(400, 401, 403, 409, 413, 415, 503);
        group
            .MapMethods("", EndpointDescriptions.GetAndHead, ListAsync)
            .WithName("listSessions")
            .WithSummary("The caller's sessions, newest first; administrators see all")
            .WithQuery("userId", "limit", "cursor", "page")
            .RequireAuthorization()
            .Produces<PageBody<SessionBody>>()
            .ProducesIxpErrors(400, 401, 403, 503);
        group
            .MapMethods("/{id:guid}", EndpointDescriptions.GetAndHead, FindAsync)
            .WithName("getSession")
            .WithSummary("One session with its context")
            .ProducesTagged<SessionBody>()
            .ProducesIxpErrors(401, 403, 404, 500, 503);
        group
            .MapPut("/{id:guid}", UpdateAsync)
            .WithName("updateSession")
            .WithSummary("Replaces the context; If-Match must carry the session's entity tag")
            .AcceptsJson<SessionRequestBody>()
            .Produces<SessionBody>()
            .ProducesIxpErrors(400, 401, 403, 404, 412, 413, 415, 428, 503);
        group
            .MapDelete("/{id:guid}", DeleteAsync)
            .WithName("deleteSession")
            .WithSummary("Deletes the session and the logs of its renders")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesIxpErrors(401, 403, 404, 503);
    }

    private static async Task CreateAsync(HttpContext context, SessionService sessions, CancellationToken cancel)
    {
        // The context may be left out, and then the body too.
        using var read = HasBody(context) ? await JsonBody.ReadAsync(context.Request, cancel) : default;
        SessionContext? first = null;
        var error =
            read.Error ?? (read.Document is null ? null : SessionContext.Read(read.Root, isRequired: false, out first));
        if (error is not null)
        {
            await ErrorResponse.WriteAsync(context, error);
            return;
        }

        var made = await sessions.CreateAsync(SessionCaller.Of(context), first, cancel);
        if (made.Session is { } session)
        {
            context.Response.Headers.Location = $"{context.Request.PathBase}/api/sessions/{session.Id}";
        }

        await AnswerAsync(context, made, StatusCodes.Status201Created);
    }

    private static async Task ListAsync(HttpContext context, SessionService sessions, CancellationToken cancel)
    {
        var (page, error) = PageQuery.Read(context.Request.Query);
        Guid? userId = null;
        if (error is null && context.Request.Query["userId"] is { Count: > 0 } text)
        {
            userId = Guid.TryParse(text.ToString(), out var id) ? id : null;
            error = userId is null ? IxpError.InvalidRequest("userId must be the id of an account") : null;
        }

        PageBody<SessionBody>? body = null;
        if (error is null)
        {
            (body, error) = await sessions.ListAsync(SessionCaller.Of(context), userId, page!, cancel);
        }

        await (error is null ? TypedResults.Ok(body!).ExecuteAsync(context) : ErrorResponse.WriteAsync(context, error));
    }

    private static async Task FindAsync(Guid id, HttpContext context, SessionService sessions, CancellationToken cancel)
    {
        var found = await sessions.FindAsync(SessionCaller.Of(context), id, cancel);
        if (found.Session is { } session && Versions(context.Request.Headers.IfNoneMatch).Contains(session.Version))
        {
            context.Response.Headers.ETag = SessionBody.Tag(session.Version);
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await AnswerAsync(context, found);
    }

    private static async Task UpdateAsync(
        Guid id,
        HttpContext context,
        SessionService sessions,
        CancellationToken cancel
    )
    {
        // A star would match whatever another tab has just written.
        var ifMatch = context.Request.Headers.IfMatch;
        if (ifMatch.Count is 0 || ifMatch == "*")
        {
            var required = IxpError.PreconditionRequired(
                "Send If-Match with the ETag of the session as you last read it, so that no other update is lost"
            );
            await ErrorResponse.WriteAsync(context, required);
            return;
        }

        if (!EntityTagHeaderValue.TryParseList(ifMatch, out _))
        {
            await ErrorResponse.WriteAsync(
                context,
                IxpError.InvalidRequest("If-Match must be the session's ETag with its quotes, such as \"1\"")
            );
            return;
        }

        using var read = await JsonBody.ReadAsync(context.Request, cancel);
        SessionContext? next = null;
        var error = read.Error ?? SessionContext.Read(read.Root, isRequired: true, out next);
        if (error is not null)
        {
            await ErrorResponse.WriteAsync(context, error);
            return;
        }

        await AnswerAsync(
            context,
            await sessions.UpdateAsync(SessionCaller.Of(context), id, Versions(ifMatch), next!, cancel)
        );
    }

    private static async Task DeleteAsync(
        Guid id,
        HttpContext context,
        SessionService sessions,
        CancellationToken cancel
    )
    {
        if (await sessions.DeleteAsync(SessionCaller.Of(context), id, cancel) is { } error)
        {
            await ErrorResponse.WriteAsync(context, error);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task AnswerAsync(
        HttpContext context,
        (SessionBody? Session, IxpError? Error) result,
        int status = StatusCodes.Status200OK
    )
    {
        if (result.Error is { } error)
        {
            return ErrorResponse.WriteAsync(context, error);
        }

        context.Response.Headers.ETag = SessionBody.Tag(result.Session!.Version);
        return TypedResults.Json(result.Session, statusCode: status).ExecuteAsync(context);
    }

    /// <summary>
    /// The versions that entity tags stand for. A proxy that compresses answers makes tags weak; a version counts
    /// updates and is as exact then.
    /// </summary>
    private static long[] Versions(StringValues tags) =>
        EntityTagHeaderValue.TryParseList(tags, out var list)
            ?
            [
                .. list.Select(tag =>
                    long.TryParse(
                        tag.Tag.AsSpan().Trim('"'),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var n
                    )
                        ? n
                        : 0
                ),
            ]
            : [];

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    /// <summary>
    /// Whoever sends an access token that is not valid means to be signed in: a session without an account would
    /// surprise them. A key may no more here than its scopes say, although strangers may the same with a session's token.
    /// </summary>
    private static async ValueTask<object?> RefuseBadCredentialsAsync(
        EndpointFilterInvocationContext invocation,
        EndpointFilterDelegate next
    )
    {
        var context = invocation.HttpContext;
        IxpError error;
        if ((await context.AuthenticateAsync()).Failure is not null)
        {
            error = IxpError.Unauthorized("The access token is not valid", "Bearer error=\"invalid_token\"");
        }
        else if (!ApiScopes.AllowOpen(context))
        {
            error = IxpError.Forbidden(
                $"This API key lacks the scope '{ApiScopes.Needed(context.Request.Method)}': use one that has it"
            );
        }
        else
        {
            return await next(invocation);
        }

        await ErrorResponse.WriteAsync(context, error);
        return Results.Empty;
    }
}
