using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;

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
            .RequireAuthorization(SecurityServices.Admin);
        group
            .MapPost("", CreateAsync)
            .WithName("createUser")
            .WithSummary("Makes an account for somebody")
            .WithMetadata(AddressedAnswer.Instance)
            .RequireAuthorization(SecurityServices.Admin)
            .MayFail(409);
        group
            .MapMethods("/{id:guid}", EndpointDescriptions.GetAndHead, GetAsync)
            .WithName("getUser")
            .WithSummary("One account")
            .RequireAuthorization()
            .MayFail(404);
        group
            .MapPut("/{id:guid}", UpdateAsync)
            .WithName("updateUser")
            .WithSummary("Changes name or role, activates or deactivates, vouches for the address")
            .RequireAuthorization()
            .MayFail(404, 409);
        group
            .MapDelete("/{id:guid}", DeleteAsync)
            .WithName("deleteUser")
            .WithSummary("Removes an account and what is only its own")
            .RequireAuthorization()
            .MayFail(404, 409);
    }

    private static Task<Outcome<PageBody<UserBody>>> ListAsync(
        Query<PageQuery> page,
        Query<UserFilter> filter,
        UserService users,
        CancellationToken cancel
    ) => users.ListAsync(filter.Value, page.Value, cancel);

    private static async Task<CreatedOutcome<UserBody>> CreateAsync(
        Body<CreateUserBody> body,
        Caller caller,
        UserService users,
        CancellationToken cancel
    ) => (await users.CreateAsync(caller, body.Value, cancel)).Created(user => $"/api/users/{user.Id}");

    private static Task<Outcome<UserBody>> GetAsync(
        Guid id,
        Caller caller,
        UserService users,
        CancellationToken cancel
    ) => users.GetAsync(caller, id, cancel);

    private static Task<Outcome<UserBody>> UpdateAsync(
        Guid id,
        Body<UpdateUserBody> body,
        Caller caller,
        UserService users,
        CancellationToken cancel
    ) => users.UpdateAsync(caller, id, body.Value, cancel);

    private static Task<Outcome<Done>> DeleteAsync(
        Guid id,
        Caller caller,
        UserService users,
        CancellationToken cancel
    ) => users.DeleteAsync(caller, id, cancel);
}
