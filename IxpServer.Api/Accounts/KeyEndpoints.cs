using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Requests;
using IxpServer.Api.Security;

namespace IxpServer.Api.Accounts;

/// <summary>Keys for programs. A key cannot make or revoke keys: only a person can.</summary>
internal static class KeyEndpoints
{
    internal static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapDatabaseGroup("/api/keys", "API keys").RequireAuthorization(SecurityServices.Person);
        group
            .MapMethods("", EndpointDescriptions.GetAndHead, ListAsync)
            .WithName("listKeys")
            .WithSummary("The own keys, newest first; with userId another's, for administrators");
        group
            .MapPost("", CreateAsync)
            .WithName("createKey")
            .WithSummary("Makes a key, and shows it this once")
            .MayFail(409);
        group.MapDelete("/{id:guid}", RevokeAsync).WithName("revokeKey").WithSummary("Takes a key back").MayFail(404);
    }

    private static Task<Outcome<PageBody<KeyBody>>> ListAsync(
        Query<OwnerQuery> owner,
        Query<PageQuery> page,
        Caller caller,
        KeyService keys,
        CancellationToken cancel
    ) => keys.ListAsync(caller, owner.Value.UserId, page.Value, cancel);

    private static async Task<CreatedOutcome<KeyBody>> CreateAsync(
        Body<CreateKeyBody> body,
        Caller caller,
        KeyService keys,
        CancellationToken cancel
    ) => (await keys.CreateAsync(caller, body.Value, cancel)).Created();

    private static Task<Outcome<Done>> RevokeAsync(Guid id, Caller caller, KeyService keys, CancellationToken cancel) =>
        keys.RevokeAsync(caller, id, cancel);
}
