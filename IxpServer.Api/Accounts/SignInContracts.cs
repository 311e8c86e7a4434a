using IxpServer.Api.Requests;

namespace IxpServer.Api.Accounts;

/// <summary>What makes an account.</summary>
/// <param name="Name">What the person is called, up to 255 characters.</param>
/// <param name="Email">The address, up to 254 characters.</param>
/// <param name="Password">12 to 256 characters.</param>
public sealed record RegisterBody(string Name, string Email, string Password) : IRequestBody<RegisterBody>
{
    static RegisterBody IRequestBody<RegisterBody>.Read(RequestFields fields)
    {
        var email = fields.NewEmail();
        return new(fields.Name(), email, fields.NewPassword("password", email));
    }
}

/// <summary>What signs in.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="Password">Its password.</param>
public sealed record LoginBody(string Email, string Password) : IRequestBody<LoginBody>
{
    static LoginBody IRequestBody<LoginBody>.Read(RequestFields fields) =>
        new(fields.KnownEmail(), fields.KnownPassword("password"));
}

/// <summary>What goes on with a sign-in.</summary>
/// <param name="RefreshToken">As the last sign-in or refresh answered it.</param>
public sealed record RefreshBody(string RefreshToken) : IRequestBody<RefreshBody>
{
    static RefreshBody IRequestBody<RefreshBody>.Read(RequestFields fields) => new(fields.Token("refreshToken"));
}

/// <summary>What ends a sign-in.</summary>
/// <param name="All">Whether all of the account's sign-ins end.</param>
/// <param name="RefreshToken">The sign-in that ends, when the access token does not say it.</param>
public sealed record LogoutBody(bool? All, string? RefreshToken) : IRequestBody<LogoutBody>
{
    static LogoutBody? IRequestBody<LogoutBody>.WhenAbsent => new(null, null);

    static LogoutBody IRequestBody<LogoutBody>.Read(RequestFields fields) =>
        new(fields.OptionalFlag("all"), fields.OptionalText("refreshToken", 256));
}

/// <summary>What a person changes about the own account.</summary>
/// <param name="Name">The new name.</param>
public sealed record RenameBody(string Name) : IRequestBody<RenameBody>
{
    static RenameBody IRequestBody<RenameBody>.Read(RequestFields fields) => new(fields.Name());
}

/// <summary>What changes a password.</summary>
/// <param name="CurrentPassword">The one that holds now.</param>
/// <param name="NewPassword">12 to 256 characters.</param>
public sealed record ChangePasswordBody(string CurrentPassword, string NewPassword) : IRequestBody<ChangePasswordBody>
{
    static ChangePasswordBody IRequestBody<ChangePasswordBody>.Read(RequestFields fields) =>
        new(fields.KnownPassword("currentPassword"), fields.NewPassword("newPassword"));
}

/// <summary>Who forgot a password.</summary>
/// <param name="Email">The account's address.</param>
public sealed record ForgotPasswordBody(string Email) : IRequestBody<ForgotPasswordBody>
{
    static ForgotPasswordBody IRequestBody<ForgotPasswordBody>.Read(RequestFields fields) => new(fields.KnownEmail());
}

/// <summary>What sets a new password without the old one.</summary>
/// <param name="Token">From the mail.</param>
/// <param name="NewPassword">12 to 256 characters.</param>
public sealed record ResetPasswordBody(string Token, string NewPassword) : IRequestBody<ResetPasswordBody>
{
    static ResetPasswordBody IRequestBody<ResetPasswordBody>.Read(RequestFields fields) =>
        new(fields.Token("token"), fields.NewPassword("newPassword"));
}

/// <summary>A token that came by mail.</summary>
/// <param name="Token">As it stands there.</param>
public sealed record TokenBody(string Token) : IRequestBody<TokenBody>
{
    static TokenBody IRequestBody<TokenBody>.Read(RequestFields fields) => new(fields.Token("token"));
}

/// <summary>The answer to a sign-in or refresh.</summary>
/// <param name="AccessToken">Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Works once, for the next refresh.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds that the access token holds.</param>
/// <param name="User">Whose it is.</param>
public sealed record SignInBody(
    string AccessToken,
    string RefreshToken,
    string TokenType,
    int ExpiresIn,
    UserBody User
);

/// <summary>The answer to a registration.</summary>
/// <param name="User">The new account.</param>
public sealed record RegisteredBody(UserBody User);
