using System.Security.Claims;
using IxpServer.Api.Http;
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
        IsNoKey(context.User) || (context.Resource is HttpContext http && Has(http, context.User));

    /// <summary>The same for an operation that is open to strangers too, and so under no policy.</summary>
    internal static bool AllowOpen(HttpContext context) => IsNoKey(context.User) || Has(context, context.User);

    /// <summary>The scope that a method needs.</summary>
    internal static string Needed(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Read : Write;

    private static bool IsNoKey(ClaimsPrincipal user) => !user.HasClaim(claim => claim.Type is ClaimNames.ApiKey);

    private static bool Has(HttpContext context, ClaimsPrincipal user) =>
        user.HasClaim(ApiKeyHandler.ScopeClaim, Needed(context.Request.Method));
}
