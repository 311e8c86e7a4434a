using IxpServer.Api.Http;
using Microsoft.AspNetCore.Authentication;

namespace IxpServer.Api.Security;

/// <summary>
/// Metadata: the endpoint serves strangers too. Whoever sends an access token that is not valid means to be signed in, and would
/// be surprised by what a stranger gets. A key may no more here than its scopes say.
/// </summary>
internal sealed class OpenToStrangers
{
    internal static readonly OpenToStrangers Instance = new();

    /// <summary>Refuses bad credentials before anything of the request is read.</summary>
    internal static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if ((await context.AuthenticateAsync()).Failure is not null)
        {
            await ErrorResponse.WriteAsync(
                context,
                IxpError.Unauthorized("The access token is not valid", "Bearer error=\"invalid_token\"")
            );
        }
        else if (!ApiScopes.AllowOpen(context))
        {
            await ErrorResponse.WriteAsync(
                context,
                IxpError.Forbidden(
                    $"This API key lacks the scope '{ApiScopes.Needed(context.Request.Method)}': use one that has it"
                )
            );
        }
        else
        {
            await next(context);
        }
    }
}
