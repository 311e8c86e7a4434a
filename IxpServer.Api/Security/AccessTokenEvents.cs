using System.Security.Claims;
using IxpServer.Api.Database;
using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IxpServer.Api.Security;

/// <summary>What is asked of an access token beyond its signature: whether its account and sign-in still stand.</summary>
internal sealed class AccessTokenEvents(AccountStates states) : JwtBearerEvents
{
    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        if (
            !Guid.TryParse(identity.FindFirst(JwtRegisteredClaimNames.Sub)?.Value, out var user)
            || !Guid.TryParse(identity.FindFirst(AccessTokens.FamilyClaim)?.Value, out var family)
        )
        {
            context.Fail("The token names no account");
            return;
        }

        var isNeeded = IsNeeded(context.HttpContext);
        var answer = await states.GetAsync(user, family, isNeeded);
        if (answer is { IsKnown: true, Value: not { IsAccepted: true } })
        {
            context.Fail("The sign-in has ended");
        }
        else if (answer.Value is { } state)
        {
            SetRole(identity, state.Role);
        }
        else if (isNeeded)
        {
            throw new DatabaseAwayException("The account of an access token cannot be checked");
        }
        else
        {
            // What anybody may do goes on, in the name of the account; what only administrators may does not.
            SetRole(identity, Roles.User);
        }
    }

    /// <summary>Whether the endpoint is for certain callers only.</summary>
    internal static bool IsNeeded(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    private static void SetRole(ClaimsIdentity identity, string role)
    {
        if (identity.FindFirst(identity.RoleClaimType) is { } claim && claim.Value != role)
        {
            identity.RemoveClaim(claim);
            identity.AddClaim(new Claim(identity.RoleClaimType, role));
        }
    }
}
