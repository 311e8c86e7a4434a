using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;
using Microsoft.AspNetCore.Http.Features;

namespace IxpServer.Api.Accounts;

/// <summary>What a person does to get in and out, and the own account.</summary>
internal static class SignInEndpoints
{
    internal static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapDatabaseGroup("/api/auth", "Accounts");
        group
            .MapPost("/register", Register)
            .WithName("register")
            .WithSummary("Makes an account")
            .AcceptsJson<RegisterBody>()
            .Produces<RegisteredBody>(StatusCodes.Status201Created)
            .ProducesIxpErrors(400, 409, 429, 503);
        group
            .MapPost("/login", Login)
            .WithName("login")
            .WithSummary("Signs in")
            .AcceptsJson<LoginBody>()
            .Produces<SignInBody>()
            .ProducesIxpErrors(400, 401, 403, 429, 503);
        group
            .MapPost("/refresh", Refresh)
            .WithName("refresh")
            .WithSummary("Exchanges a refresh token for a new one and an access token")
            .AcceptsJson<RefreshBody>()
            .Produces<SignInBody>()
            .ProducesIxpErrors(400, 401, 503);
        group
            .MapPost("/logout", LogoutAsync)
            .WithName("logout")
            .WithSummary("Ends this sign-in, that of a refresh token, or all")
            .AcceptsJson<LogoutBody>()
            .Produces(StatusCodes.Status204NoContent)
            .ProducesIxpErrors(400, 401, 503);
        group
            .MapMethods("/me", EndpointDescriptions.GetAndHead, Me)
            .WithName("me")
            .WithSummary("The account that is signed in")
            .Produces<UserBody>()
            .ProducesIxpErrors(401, 503)
            .RequireAuthorization();
        group
            .MapPut("/me", Rename)
            .WithName("rename")
            .WithSummary("Changes the own name")
            .AcceptsJson<RenameBody>()
            .Produces<UserBody>()
            .ProducesIxpErrors(400, 401, 503)
            .RequireAuthorization(SecurityServices.Person);
        group.MapPasswords();
    }

    private static Task Register(HttpContext context, AccountService accounts) =>
        Answers.ReadAndWriteAsync(
            context,
            fields =>
            {
                var email = fields.NewEmail();
                return new RegisterBody(fields.Name(), email, fields.NewPassword("password", email));
            },
            request => accounts.RegisterAsync(Caller.Of(context), request, context.RequestAborted),
            StatusCodes.Status201Created
        );

    private static Task Login(HttpContext context, SignInService signIn) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => new LoginBody(fields.KnownEmail(), fields.KnownPassword("password")),
            request => signIn.LoginAsync(Caller.Of(context), request.Email, request.Password, context.RequestAborted)
        );

    private static Task Refresh(HttpContext context, SignInService signIn) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => fields.Token("refreshToken"),
            token => signIn.RefreshAsync(Caller.Of(context), token, context.RequestAborted)
        );

    private static async Task LogoutAsync(HttpContext context, SignInService signIn)
    {
        var body = new LogoutBody(null, null);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            await Answers.ReadAndWriteAsync(
                context,
                fields => new LogoutBody(fields.OptionalFlag("all"), fields.OptionalText("refreshToken", 256)),
                EndAsync
            );
            return;
        }

        await Answers.WriteAsync(context, await EndAsync(body));

        Task<Outcome<Done>> EndAsync(LogoutBody request) =>
            signIn.LogoutAsync(Caller.Of(context), request.RefreshToken, request.All ?? false, context.RequestAborted);
    }

    private static async Task Me(HttpContext context, AccountService accounts) =>
        await Answers.WriteAsync(context, await accounts.MeAsync(Caller.Of(context), context.RequestAborted));

    private static Task Rename(HttpContext context, AccountService accounts) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => fields.Name(),
            name => accounts.RenameAsync(Caller.Of(context), name, context.RequestAborted)
        );
}
