using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IxpServer.Api.Http;

/// <summary>Who has signed in, read without a cost for requests that do not say who they are from.</summary>
internal static class SignedIn
{
    /// <summary>The account's id; null where nobody has signed in.</summary>
    internal static Guid? IdOf(HttpContext context) => Find(context)?.Id;

    /// <summary>The account's id, and whether an API key of it is used.</summary>
    internal static (Guid Id, bool ByKey)? Find(HttpContext context) =>
        context.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user
        && Guid.TryParse(user.FindFirst(JwtRegisteredClaimNames.Sub)?.Value, out var id)
            ? (id, user.HasClaim(claim => claim.Type is ClaimNames.ApiKey))
            : null;
}
