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
            .MapPut("/password", Change)
            .WithName("changePassword")
            .WithSummary("Changes the own password and ends the other sign-ins")
            .AcceptsJson<ChangePasswordBody>()
            .Produces(StatusCodes.Status204NoContent)
            .ProducesIxpErrors(400, 401, 403, 429, 503)
            .RequireAuthorization(SecurityServices.Person);
        group
            .MapPost("/password/forgot", Forgot)
            .WithName("forgotPassword")
            .WithSummary("Sends a token to set a new password, if an account has the address")
            .AcceptsJson<ForgotPasswordBody>()
            .Produces(StatusCodes.Status202Accepted)
            .ProducesIxpErrors(400, 429, 503);
        group
            .MapPost("/password/reset", Reset)
            .WithName("resetPassword")
            .WithSummary("Sets a new password with a mailed token and ends all sign-ins")
            .AcceptsJson<ResetPasswordBody>()
            .Produces(StatusCodes.Status204NoContent)
            .ProducesIxpErrors(400, 429, 503);
        group
            .MapPost("/email/confirmation", AskConfirmation)
            .WithName("askEmailConfirmation")
            .WithSummary("Sends a token to confirm the own address")
            .Produces(StatusCodes.Status202Accepted)
            .ProducesIxpErrors(401, 403, 503)
            .RequireAuthorization(SecurityServices.Person);
        group
            .MapPost("/email/confirm", Confirm)
            .WithName("confirmEmail")
            .WithSummary("Confirms an address with a mailed token")
            .AcceptsJson<TokenBody>()
            .Produces(StatusCodes.Status204NoContent)
            .ProducesIxpErrors(400, 429, 503);
    }

    private static Task Change(HttpContext context, PasswordService service) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => new ChangePasswordBody(
                fields.KnownPassword("currentPassword"),
                fields.NewPassword("newPassword")
            ),
            request => service.ChangeAsync(Caller.Of(context), request, context.RequestAborted)
        );

    private static Task Forgot(HttpContext context, PasswordService service) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => fields.KnownEmail(),
            email => Task.FromResult(service.Forgot(Caller.Of(context), email)),
            StatusCodes.Status202Accepted
        );

    private static Task Reset(HttpContext context, PasswordService service) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => new ResetPasswordBody(fields.Token("token"), fields.NewPassword("newPassword")),
            request => service.ResetAsync(Caller.Of(context), request, context.RequestAborted)
        );

    private static Task AskConfirmation(HttpContext context, EmailService service) =>
        Answers.WriteAsync(context, service.Ask(Caller.Of(context).UserId!.Value), StatusCodes.Status202Accepted);

    private static Task Confirm(HttpContext context, EmailService service) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => fields.Token("token"),
            token => service.ConfirmAsync(Caller.Of(context), token, context.RequestAborted)
        );
}
