using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Accounts;

/// <summary>An account, as its owner and administrators see it.</summary>
/// <param name="Id">UUID.</param>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">As the person wrote it.</param>
/// <param name="Role"><c>user</c> or <c>admin</c>.</param>
/// <param name="Active">Whether the person may sign in.</param>
/// <param name="EmailConfirmed">Whether the address was shown to be the person's own.</param>
/// <param name="CreatedAt">ISO 8601, UTC.</param>
/// <param name="UpdatedAt">ISO 8601, UTC.</param>
public sealed record UserBody(
    Guid Id,
    string Name,
    string Email,
    string Role,
    bool Active,
    bool EmailConfirmed,
    string CreatedAt,
    string UpdatedAt
)
{
    /// <summary>What is shown of an account.</summary>
    internal static UserBody Of(User user) =>
        new(
            user.Id,
            user.Name,
            user.Email,
            user.Role,
            user.Active,
            user.EmailConfirmedAt is not null,
            Timestamps.Format(new DateTimeOffset(user.CreatedAt)),
            Timestamps.Format(new DateTimeOffset(user.UpdatedAt))
        );
}

/// <summary>What makes an account for somebody.</summary>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">The address.</param>
/// <param name="Password">12 to 256 characters.</param>
/// <param name="Role"><c>user</c> (default) or <c>admin</c>.</param>
/// <param name="EmailConfirmed">True when the administrator knows that the address is the person's own.</param>
public sealed record CreateUserBody(string Name, string Email, string Password, string? Role, bool? EmailConfirmed)
    : IRequestBody<CreateUserBody>
{
    static CreateUserBody IRequestBody<CreateUserBody>.Read(RequestFields fields)
    {
        var email = fields.NewEmail();
        var password = fields.NewPassword("password", email);
        return new(fields.Name(), email, password, fields.Role(), fields.Confirmed());
    }
}

/// <summary>What changes an account; what is left out stays.</summary>
/// <param name="Name">What the person is called.</param>
/// <param name="Role"><c>user</c> or <c>admin</c>.</param>
/// <param name="Active">Whether the person may sign in.</param>
/// <param name="EmailConfirmed">True when the administrator knows that the address is the person's own.</param>
public sealed record UpdateUserBody(string? Name, string? Role, bool? Active, bool? EmailConfirmed)
    : IRequestBody<UpdateUserBody>
{
    static UpdateUserBody IRequestBody<UpdateUserBody>.Read(RequestFields fields) =>
        new(fields.OptionalName(), fields.Role(), fields.OptionalFlag("active"), fields.Confirmed());
}
