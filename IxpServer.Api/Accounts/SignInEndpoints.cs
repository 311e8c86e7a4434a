using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;

namespace IxpServer.Api.Accounts;

/// <summary>What a person does to get in and out, and the own account.</summary>
internal static class SignInEndpoints
{
    internal static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapDatabaseGroup("/api/auth", "Accounts");

        // What guesses: who is signed in already, or wants to leave, is no part of it.
        var guesses = group.MapGroup("").WithMetadata(new LimitedAs(LimitGroup.SignIn));
        guesses
            .MapPost("/register", RegisterAsync)
            .WithName("register")
            .WithSummary("Makes an account")
            .MayFail(409, 429);
        guesses.MapPost("/login", LoginAsync).WithName("login").WithSummary("Signs in").MayFail(401, 403, 429);
        guesses
            .MapPost("/refresh", RefreshAsync)
            .WithName("refresh")
            .WithSummary("Exchanges a refresh token for a new one and an access token")
            .MayFail(401);
        group
            .MapPost("/logout", LogoutAsync)
            .WithName("logout")
            .WithSummary("Ends this sign-in, that of a refresh token, or all")
            .MayFail(401);
        group
            .MapMethods("/me", EndpointDescriptions.GetAndHead, MeAsync)
            .WithName("me")
            .WithSummary("The account that is signed in")
            .RequireAuthorization();
        group
            .MapPut("/me", RenameAsync)
            .WithName("rename")
            .WithSummary("Changes the own name")
            .RequireAuthorization(SecurityServices.Person);
        guesses.MapPasswords();
    }

    private static async Task<CreatedOutcome<RegisteredBody>> RegisterAsync(
        Body<RegisterBody> body,
        Caller caller,
        AccountService accounts,
        CancellationToken cancel
    ) => (await accounts.RegisterAsync(caller, body.Value, cancel)).Created();

    private static Task<Outcome<SignInBody>> LoginAsync(
        Body<LoginBody> body,
        Caller caller,
        SignInService signIn,
        CancellationToken cancel
    ) => signIn.LoginAsync(caller, body.Value.Email, body.Value.Password, cancel);

    private static Task<Outcome<SignInBody>> RefreshAsync(
        Body<RefreshBody> body,
        Caller caller,
        SignInService signIn,
        CancellationToken cancel
    ) => signIn.RefreshAsync(caller, body.Value.RefreshToken, cancel);

    private static Task<Outcome<Done>> LogoutAsync(
        Body<LogoutBody> body,
        Caller caller,
        SignInService signIn,
        CancellationToken cancel
    ) => signIn.LogoutAsync(caller, body.Value.RefreshToken, body.Value.All ?? false, cancel);

    private static Task<Outcome<UserBody>> MeAsync(Caller caller, AccountService accounts, CancellationToken cancel) =>
        accounts.MeAsync(caller, cancel);

    private static Task<Outcome<UserBody>> RenameAsync(
        Body<RenameBody> body,
        Caller caller,
        AccountService accounts,
        CancellationToken cancel
    ) => accounts.RenameAsync(caller, body.Value.Name, cancel);
}
