using System.Security.Claims;
using IxpServer.Data.Entities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IxpServer.Api.Security;

/// <summary>Makes and checks the server's own access tokens: JWT (RFC 7519) signed with HS256.</summary>
public sealed class AccessTokens(SecurityKeys keys, TimeProvider time)
{
    /// <summary>The claim that names the sign-in that a token descends from.</summary>
    internal const string FamilyClaim = "sid";

    /// <summary>The claim that names the account's role when the token was made.</summary>
    internal const string RoleClaim = "role";

    /// <summary>Issuer and audience: a token of another service with the same key is none of ours.</summary>
    private const string Name = "ixp-server";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SymmetricSecurityKey _key = new(keys.Signing);
    private readonly List<SecurityKey> _others = [.. keys.OtherSigning.Select(key => new SymmetricSecurityKey(key))];

    /// <summary>How long a token is accepted.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(24);

    /// <summary>What a token must be to be accepted. The algorithm is fixed: a token cannot choose its own.</summary>
    internal TokenValidationParameters Rules =>
        new()
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidTypes = ["JWT"],
            IssuerSigningKeys = [_key, .. _others],
            ValidIssuer = Name,
            ValidAudience = Name,
            ClockSkew = TimeSpan.FromSeconds(30),
            NameClaimType = JwtRegisteredClaimNames.Name,
            RoleClaimType = RoleClaim,
            LifetimeValidator = (notBefore, expires, _, rules) =>
                expires > time.GetUtcNow().UtcDateTime - rules.ClockSkew
                && (notBefore is null || notBefore <= time.GetUtcNow().UtcDateTime + rules.ClockSkew),
        };

    /// <summary>A token for an account.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="family">The sign-in that it descends from.</param>
    public string Issue(User user, Guid family)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return Handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Name,
                Audience = Name,
                IssuedAt = now,
                NotBefore = now,
                Expires = now + Lifetime,
                Subject = new ClaimsIdentity([
                    new(JwtRegisteredClaimNames.Sub, user.Id.ToString()),
                    new(JwtRegisteredClaimNames.Name, user.Name),
                    new(RoleClaim, user.Role),
                    new(FamilyClaim, family.ToString()),
                    new(JwtRegisteredClaimNames.Jti, Guid.CreateVersion7().ToString()),
                ]),
                SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
            }
        );
    }
}
