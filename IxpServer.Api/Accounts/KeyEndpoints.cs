using System.Text.Json;
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
            .WithSummary("The own keys, newest first; with userId another's, for administrators")
            .WithQuery("userId", "limit", "cursor", "page")
            .Produces<PageBody<KeyBody>>()
            .ProducesIxpErrors(400, 401, 403, 503);
        group
            .MapPost("", Create)
            .WithName("createKey")
            .WithSummary("Makes a key, and shows it this once")
            .AcceptsJson<CreateKeyBody>()
            .Produces<KeyBody>(StatusCodes.Status201Created)
            .ProducesIxpErrors(400, 401, 403, 409, 503);
        group
            .MapDelete("/{id:guid}", RevokeAsync)
            .WithName("revokeKey")
            .WithSummary("Takes a key back")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesIxpErrors(401, 403, 404, 503);
    }

    private static async Task ListAsync(HttpContext context, KeyService keys)
    {
        var query = context.Request.Query;
        var (page, wrong) = PageQuery.Read(query);
        Guid? owner = Guid.TryParse(query["userId"], out var id) ? id : null;
        if (owner is null && query["userId"].Count > 0)
        {
            wrong = IxpError.InvalidRequest("userId must be a UUID");
        }

        await Answers.WriteAsync(
            context,
            wrong is not null ? wrong : await keys.ListAsync(Caller.Of(context), owner, page!, context.RequestAborted)
        );
    }

    private static Task Create(HttpContext context, KeyService keys, TimeProvider time) =>
        Answers.ReadAndWriteAsync(
            context,
            fields => new CreateKeyBody(fields.Name(), Scopes(fields), Expiry(fields, time)),
            request => keys.CreateAsync(Caller.Of(context), request, context.RequestAborted),
            StatusCodes.Status201Created
        );

    private static async Task RevokeAsync(HttpContext context, Guid id, KeyService keys) =>
        await Answers.WriteAsync(context, await keys.RevokeAsync(Caller.Of(context), id, context.RequestAborted));

    private static DateTime? Expiry(RequestFields fields, TimeProvider time)
    {
        var end = fields.OptionalTime("expiresAt");
        if (end <= time.GetUtcNow().UtcDateTime)
        {
            fields.Fault("expiresAt", "too_small", "must lie in the future");
        }

        return end;
    }

    private static List<string>? Scopes(RequestFields fields)
    {
        if (fields.Member("scopes") is not { } value)
        {
            return null;
        }

        if (
            value.ValueKind is JsonValueKind.Array
            && value.GetArrayLength() is > 0 and <= 10
            && value.EnumerateArray().All(IsScope)
        )
        {
            return [.. value.EnumerateArray().Select(scope => scope.GetString()!)];
        }

        fields.Fault("scopes", "invalid_enum_value", $"must be a list of {string.Join(", ", ApiScopes.All)}");
        return null;
    }

    private static bool IsScope(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && ApiScopes.All.Contains(value.GetString());
}
