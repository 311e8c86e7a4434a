using System.Security.Claims;
using System.Text.Encodings.Web;
using IxpServer.Api.Database;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;
using IxpServer.Data.Entities;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IxpServer.Api.Security;

/// <summary>Signs programs in by API key: <c>X-API-Key: ixp_…</c>, or the same as a bearer token.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ApiKeyStates states,
    RateLimits limits
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "ApiKey";
    internal const string Header = "X-API-Key";

    internal const string ScopeClaim = "scope";

    private const string Bearer = "Bearer ";

    /// <summary>Until when the key will not be looked up; null when it has been.</summary>
    private TimeSpan? _wait;

    /// <summary>The key of a request; null when it has none.</summary>
    internal static string? Find(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var header))
        {
            return header.ToString();
        }

        var authorization = request.Headers.Authorization.ToString();
        return
            authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && authorization.AsSpan(Bearer.Length).StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)
            ? authorization[Bearer.Length..]
            : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Find(Request) is not { } key)
        {
            return AuthenticateResult.NoResult();
        }

        if (!ApiKeyText.IsWellFormed(key))
        {
            return AuthenticateResult.Fail("This is no API key");
        }

        // Whoever has used up the address's limit is about to be refused: for that no key is looked up.
        var address = Context.Connection.RemoteIpAddress;
        if (limits.IsSpent(Context, address) && !states.IsKnown(key))
        {
            return AuthenticateResult.Fail("The address has used up its limit");
        }

        var isNeeded = AccessTokenEvents.IsNeeded(Context);
        (var answer, _wait) = await states.GetAsync(key, address, isNeeded);
        if (answer.Value is { } state)
        {
            return AuthenticateResult.Success(new(new ClaimsPrincipal(Identity(state)), Scheme.Name));
        }

        return isNeeded && !answer.IsKnown && _wait is null
            ? throw new DatabaseAwayException("An API key cannot be checked")
            : AuthenticateResult.Fail("The API key is not valid");
    }

    /// <summary>A 401 must name a way to sign in (RFC 9110, section 11.6.1): a key may come as a bearer token.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_wait is { } wait)
        {
            // It may well be one.
            return ErrorResponse.WriteAsync(
                Context,
                IxpError.TooManyAttempts("Too many keys from this address were none", wait)
            );
        }

        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return base.HandleChallengeAsync(properties);
    }

    /// <summary>Whoever finds a key must not be able to make more of them, or to change the password.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        SecurityServices.IsForPersons(Context)
            ? ErrorResponse.WriteAsync(
                Context,
                IxpError.Forbidden("Only who has signed in may do that: an API key manages neither keys nor passwords")
            )
            : base.HandleForbiddenAsync(properties);

    private static ClaimsIdentity Identity(ApiKeyState state)
    {
        var scopes = state.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // An administrator's key is an administrator only if it was made as one.
        var role = scopes.Contains(ApiScopes.Admin) ? state.Role : Roles.User;
        var identity = new ClaimsIdentity(
            [
                new(JwtRegisteredClaimNames.Sub, $"{state.UserId}"),
                new(JwtRegisteredClaimNames.Name, state.UserName),
                new("role", role),
                new(ClaimNames.ApiKey, $"{state.Id}"),
            ],
            SchemeName,
            JwtRegisteredClaimNames.Name,
            "role"
        );
        identity.AddClaims(scopes.Select(scope => new Claim(ScopeClaim, scope)));
        return identity;
    }
}
