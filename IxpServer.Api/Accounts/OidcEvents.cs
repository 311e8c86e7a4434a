using System.Security.Claims;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IxpServer.Api.Accounts;

/// <summary>Makes an issuer's person one of ours: an account of their own, which cannot sign in by password.</summary>
internal sealed class OidcEvents(
    IReadOnlyList<OidcIssuer> issuers,
    IDbContextFactory<IxpDbContext> contexts,
    AccountStates states
) : JwtBearerEvents
{
    private const int MaxName = 255;

    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var issuer = issuers.First(one => one.Scheme == context.Scheme.Name);
        var token = context.Principal!;
        if (TokenForm.Read(context.SecurityToken)?.Text(JwtRegisteredClaimNames.Sub) is not { Length: > 0 } subject)
        {
            context.Fail("The token names nobody, or asks for what is not understood");
            return;
        }

        var id = issuer.AccountOf(subject);
        var name = NameOf(token, subject);
        var isNeeded = AccessTokenEvents.IsNeeded(context.HttpContext);
        var answer = await states.GetAsync(id, family: null, isNeeded);
        if (!answer.IsKnown && isNeeded)
        {
            throw new DatabaseAwayException("The account of an issuer's token cannot be checked");
        }

        if (answer is { IsKnown: true, Value: { IsAccepted: false } })
        {
            context.Fail("The account is deactivated");
            return;
        }

        if (answer is { IsKnown: true, Value: null })
        {
            await AddAsync(issuer, id, name, Caller.Of(context.HttpContext), context.HttpContext.RequestAborted);
        }

        var isAdmin =
            answer.IsKnown
            && issuer.AdminRole is { } admin
            && token.FindAll(issuer.RoleClaim).Any(claim => claim.Value == admin);
        context.Principal = new ClaimsPrincipal(
            new ClaimsIdentity(
                [
                    new(JwtRegisteredClaimNames.Sub, $"{id}"),
                    new(JwtRegisteredClaimNames.Name, name),
                    new("role", isAdmin ? Roles.Admin : Roles.User),
                ],
                issuer.Scheme,
                JwtRegisteredClaimNames.Name,
                "role"
            )
        );
    }

    /// <summary>An issuer that cannot be reached is no fault of this server: its tokens are not accepted meanwhile.</summary>
    public override Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        if (context.Exception is InvalidOperationException or HttpRequestException or OperationCanceledException)
        {
            context.Fail("The issuer's keys cannot be had");
        }

        return Task.CompletedTask;
    }

    /// <summary>A key would outlive what the issuer allows its people, and a password would go past it.</summary>
    public override Task Forbidden(ForbiddenContext context) =>
        SecurityServices.IsForPersons(context.HttpContext)
            ? ErrorResponse.WriteAsync(
                context.HttpContext,
                IxpError.Forbidden(
                    "Only who has signed in here may do that: people of another issuer have neither keys nor a password here"
                )
            )
            : Task.CompletedTask;

    private static string NameOf(ClaimsPrincipal token, string subject)
    {
        var name = token.FindFirstValue("name") ?? token.FindFirstValue("preferred_username") ?? subject;
        var clean = string.Concat(name.Where(character => !char.IsControl(character))).Trim();
        return clean.Length is 0 ? "somebody" : clean.ClipText(MaxName);
    }

    /// <summary>
    /// The address is made up: one that the issuer claims could be another account's, and a mail to it could set a
    /// password past the issuer.
    /// </summary>
    private async Task AddAsync(OidcIssuer issuer, Guid id, string name, Caller caller, CancellationToken cancel)
    {
        var user = new User
        {
            Id = id,
            Name = name,
            Email = $"{id:N}@oidc.invalid",
            PasswordHash = PasswordWork.MakeNoPassword(),
        };
        var details = new System.Text.Json.Nodes.JsonObject { ["issuer"] = issuer.Issuer }.ToJsonString();
        var entry = caller.As(user).Audit("user.register", "user", $"{id}", details);
        await contexts.AddUserAsync(user, entry, cancel);
        states.Forget(id);
    }
}
