using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace IxpServer.Api.Security;

/// <summary>What an API key may do.</summary>
internal static class ApiScopes
{
    /// <summary>GET and HEAD.</summary>
    internal const string Read = "read";

    /// <summary>Everything else.</summary>
    internal const string Write = "write";

    /// <summary>Whatever of both only administrators may do, if the owner is one.</summary>
    internal const string Admin = "admin";

    internal static readonly string[] All = [Read, Write, Admin];

    /// <summary>Whether the caller's key, if it came with one, has the scope that the request's method needs.</summary>
    internal static bool Allow(AuthorizationHandlerContext context) =>
        !context.User.HasClaim(claim => claim.Type is ApiKeyHandler.KeyClaim)
        || (context.Resource is HttpContext { Request.Method: var method } && Has(context.User, Needed(method)));

    private static string Needed(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Read : Write;

    private static bool Has(ClaimsPrincipal user, string scope) => user.HasClaim(ApiKeyHandler.ScopeClaim, scope);
}
