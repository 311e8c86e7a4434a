using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IxpServer.Api.Security;

/// <summary>
/// An OpenID Connect issuer whose tokens are accepted: section <c>Ixp:Security:Oidc</c>, or <c>Ixp:Security:Oidc:0</c>
/// and so on for several.
/// </summary>
/// <param name="Scheme">The name of its authentication scheme.</param>
/// <param name="Authority">Where its discovery document is, without <c>/.well-known/…</c>.</param>
/// <param name="Issuer">What its tokens say in <c>iss</c>.</param>
/// <param name="Audience">What they must say in <c>aud</c>.</param>
/// <param name="RoleClaim">The claim that has a person's roles.</param>
/// <param name="AdminRole">The role that makes an administrator; null when none does.</param>
internal sealed record OidcIssuer(
    string Scheme,
    string Authority,
    string Issuer,
    string Audience,
    string RoleClaim,
    string? AdminRole
)
{
    private const string Section = "Ixp:Security:Oidc";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Algorithms of public keys only: with them, nobody can sign with what everybody may read.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"];

    /// <exception cref="ConfigurationException">An issuer lacks something.</exception>
    internal static IReadOnlyList<OidcIssuer> ReadAll(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var faults = new List<string>();
        var issuers = (section["Authority"] is null ? section.GetChildren() : [section])
            .Select(one => Read(one, faults))
            .ToList();
        return faults.Count is 0 ? issuers : throw new ConfigurationException(faults);
    }

    /// <summary>
    /// Whose token a request brings, as the token says; null when it is none of these issuers'. It only chooses who
    /// checks the token.
    /// </summary>
    internal static OidcIssuer? Find(IReadOnlyList<OidcIssuer> issuers, HttpRequest request)
    {
        const string bearer = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (issuers.Count is 0 || !header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            var issuer = new JsonWebToken(header[bearer.Length..].Trim()).Issuer;
            return issuers.FirstOrDefault(one => one.Issuer == issuer);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    /// <summary>How its tokens are checked.</summary>
    /// <param name="bearer">What to set.</param>
    /// <param name="events">The service that makes its people ours.</param>
    internal void Configure(JwtBearerOptions bearer, Type events)
    {
        bearer.Authority = Authority;
        bearer.RequireHttpsMetadata = !IsLoopback(Authority);
        bearer.BackchannelTimeout = Timeout;
        bearer.MapInboundClaims = false;
        bearer.EventsType = events;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>
    /// The account of a person of this issuer: always the same, and never one that the issuer could choose, whatever
    /// it writes into <c>sub</c>.
    /// </summary>
    internal Guid AccountOf(string subject)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Issuer}\n{subject}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // UUID version 8: by a rule of our own.
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private static OidcIssuer Read(IConfigurationSection section, List<string> faults)
    {
        var name = Setting.VariableOf(section.Path);
        var (authority, audience) = (section["Authority"] ?? "", section["Audience"] ?? "");
        if (
            !Uri.TryCreate(authority, UriKind.Absolute, out var uri)
            || (uri.Scheme is not "https" && !(uri.Scheme is "http" && uri.IsLoopback))
        )
        {
            faults.Add(Setting.WrongValue($"{name}__Authority", authority, "an https URL"));
        }

        if (audience.Length is 0)
        {
            faults.Add($"{name}__Audience: not set; needed: what the issuer's tokens for this server have in aud");
        }

        return new(
            $"oidc {section.Path}",
            authority,
            section["Issuer"] ?? authority,
            audience,
            section["RoleClaim"] ?? "roles",
            section["AdminRole"] is { Length: > 0 } role ? role : null
        );
    }

    private static bool IsLoopback(string authority) => new Uri(authority).IsLoopback;
}
