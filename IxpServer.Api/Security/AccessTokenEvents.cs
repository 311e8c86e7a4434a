using System.Security.Claims;
using IxpServer.Api.Database;
using IxpServer.Api.Json;
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
        if (
            TokenForm.Read(context.SecurityToken) is not { } claims
            || !Guid.TryParse(claims.Text(JwtRegisteredClaimNames.Sub), out var user)
            || !Guid.TryParse(claims.Text(AccessTokens.FamilyClaim), out var family)
            || claims.Text(JwtRegisteredClaimNames.Name) is not { } name
            || claims.Text(AccessTokens.RoleClaim) is null
        )
        {
            context.Fail("The token is not of the form that this server gives its tokens");
            return;
        }

        var isNeeded = IsNeeded(context.HttpContext);
        var answer = await states.GetAsync(user, family, isNeeded);
        if (answer is { IsKnown: true, Value: not { IsAccepted: true } })
        {
            context.Fail("The sign-in has ended");
            return;
        }

        if (answer.Value is null && isNeeded)
        {
            throw new DatabaseAwayException("The account of an access token cannot be checked");
        }

        // The role is the account's, whatever the token says. While it is not known, what anybody may do goes on in the
        // name of the account; what only administrators may does not.
        context.Principal = new(
            new ClaimsIdentity(
                [
                    new(JwtRegisteredClaimNames.Sub, $"{user}"),
                    new(JwtRegisteredClaimNames.Name, name),
                    new(AccessTokens.RoleClaim, answer.Value?.Role ?? Roles.User),
                    new(AccessTokens.FamilyClaim, $"{family}"),
                ],
                context.Scheme.Name,
                JwtRegisteredClaimNames.Name,
                AccessTokens.RoleClaim
            )
        );
    }

    /// <summary>Whether the endpoint is for certain callers only.</summary>
    internal static bool IsNeeded(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;
}
