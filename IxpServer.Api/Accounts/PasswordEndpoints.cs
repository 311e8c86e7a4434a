using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;

namespace IxpServer.Api.Accounts;

/// <summary>Passwords and addresses.</summary>
internal static class PasswordEndpoints
{
    internal static void MapPasswords(this RouteGroupBuilder group)
    {
        group
            .MapPut("/password", ChangeAsync)
            .WithName("changePassword")
            .WithSummary("Changes the own password and ends the other sign-ins")
            .RequireAuthorization(SecurityServices.Person)
            .MayFail(400, 429);
        group
            .MapPost("/password/forgot", Forgot)
            .WithName("forgotPassword")
            .WithSummary("Sends a token to set a new password, if an account has the address")
            .MayFail(429);
        group
            .MapPost("/password/reset", ResetAsync)
            .WithName("resetPassword")
            .WithSummary("Sets a new password with a mailed token and ends all sign-ins")
            .MayFail(400, 429);
        group
            .MapPost("/email/confirmation", AskConfirmation)
            .WithName("askEmailConfirmation")
            .WithSummary("Sends a token to confirm the own address")
            .RequireAuthorization(SecurityServices.Person);
        group
            .MapPost("/email/confirm", ConfirmAsync)
            .WithName("confirmEmail")
            .WithSummary("Confirms an address with a mailed token")
            .MayFail(400, 429);
    }

    private static Task<Outcome<Done>> ChangeAsync(
        Body<ChangePasswordBody> body,
        Caller caller,
        PasswordService passwords,
        CancellationToken cancel
    ) => passwords.ChangeAsync(caller, body.Value, cancel);

    private static Outcome<Queued> Forgot(Body<ForgotPasswordBody> body, Caller caller, PasswordService passwords) =>
        passwords.Forgot(caller, body.Value.Email);

    private static Task<Outcome<Done>> ResetAsync(
        Body<ResetPasswordBody> body,
        Caller caller,
        PasswordService passwords,
        CancellationToken cancel
    ) => passwords.ResetAsync(caller, body.Value, cancel);

    private static Outcome<Queued> AskConfirmation(Caller caller, EmailService emails) =>
        emails.Ask(caller.UserId!.Value);

    private static Task<Outcome<Done>> ConfirmAsync(
        Body<TokenBody> body,
        Caller caller,
        EmailService emails,
        CancellationToken cancel
    ) => emails.ConfirmAsync(caller, body.Value.Token, cancel);
}
