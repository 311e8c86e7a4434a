using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;
using IxpServer.Data.Entities;

namespace IxpServer.Api.Accounts;

/// <summary>Accounts, for administrators.</summary>
internal static class UserEndpoints
{
    internal static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapDatabaseGroup("/api/users", "Users");
        group
            .MapMethods("", EndpointDescriptions.GetAndHead, ListAsync)
            .WithName("listUsers")
            .WithSummary("Accounts, newest first")
            .WithQuery("q", "role", "active", "limit", "cursor", "page")
            .Produces<PageBody<UserBody>>()
            .ProducesIxpErrors(400, 401, 403, 503)
            .RequireAuthorization(SecurityServices.Admin);
        group
            .MapPost("", Create)
            .WithName("createUser")
            .WithSummary("Makes an account for somebody")
            .AcceptsJson<CreateUserBody>()
            .Produces<UserBody>(StatusCodes.Status201Created)
            .ProducesIxpErrors(400, 401, 403, 409, 503)
            .RequireAuthorization(SecurityServices.Admin);
        group
            .MapMethods("/{id:guid}", EndpointDescriptions.GetAndHead, GetAsync)
            .WithName("getUser")
            .WithSummary("One account")
            .Produces<UserBody>()
            .ProducesIxpErrors(401, 404, 503)
            .RequireAuthorization();
        group
            .MapPut("/{id:guid}", Update)
            .WithName("updateUser")
            .WithSummary("Changes name or role, activates or deactivates, vouches for the address")
            .AcceptsJson<UpdateUserBody>()
            .Produces<UserBody>()
            .ProducesIxpErrors(400, 401, 404, 409, 503)
            .RequireAuthorization();
        group
            .MapDelete("/{id:guid}", DeleteAsync)
            .WithName("deleteUser")
            .WithSummary("Removes an account and what is only its own")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesIxpErrors(401, 404, 409, 503)
            .RequireAuthorization();
    }

    private static async Task ListAsync(HttpContext context, UserService users)
    {
        var (page, wrongPage) = PageQuery.Read(context.Request.Query);
        var filter = UserFilter.Read(context.Request.Query);
        await Answers.WriteAsync(
            context,
            wrongPage is not null || filter.Error is not null
                ? (wrongPage ?? filter.Error)!
                : await users.ListAsync(filter.Value!, page!, context.RequestAborted)
        );
    }

    private static Task Create(HttpContext context, UserService users) =>
        Answers.ReadAndWriteAsync(
            context,
            fields =>
            {
                var email = fields.NewEmail();
                var password = fields.NewPassword("password", email);
                return new CreateUserBody(fields.Name(), email, password, Role(fields), Confirmed(fields));
            },
            async request =>
            {
                var outcome = await users.CreateAsync(Caller.Of(context), request, context.RequestAborted);
                if (outcome.Value is { } user)
                {
                    context.Response.Headers.Location = $"{context.Request.PathBase}/api/users/{user.Id}";
                }

                return outcome;
            },
            StatusCodes.Status201Created
        );

    private static async Task GetAsync(HttpContext context, Guid id, UserService users) =>
        await Answers.WriteAsync(context, await users.GetAsync(Caller.Of(context), id, context.RequestAborted));

    private static Task Update(HttpContext context, Guid id, UserService users) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => new UpdateUserBody(
                fields.OptionalName(),
                Role(fields),
                fields.OptionalFlag("active"),
                Confirmed(fields)
            ),
            request => users.UpdateAsync(Caller.Of(context), id, request, context.RequestAborted)
        );

    private static async Task DeleteAsync(HttpContext context, Guid id, UserService users) =>
        await Answers.WriteAsync(context, await users.DeleteAsync(Caller.Of(context), id, context.RequestAborted));

    private static string? Role(RequestFields fields)
    {
        var role = fields.OptionalText("role", 20);
        if (role is not (null or Roles.User or Roles.Admin))
        {
            fields.Fault("role", "invalid_enum_value", "must be user or admin");
        }

        return role;
    }

    /// <summary>Nobody un-knows whose an address is: deactivate the account.</summary>
    private static bool? Confirmed(RequestFields fields)
    {
        var isConfirmed = fields.OptionalFlag("emailConfirmed");
        if (isConfirmed is false)
        {
            fields.Fault("emailConfirmed", "invalid_literal", "must be true or left out");
        }

        return isConfirmed;
    }
}
