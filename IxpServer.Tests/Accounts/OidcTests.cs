using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>Tokens of another issuer, with keys that it publishes.</summary>
public sealed class OidcTests : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    public void Dispose() => _key.Dispose();

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_issuers_people_have_accounts_of_their_own(DatabaseKind kind)
    {
        await using var issuer = await StartIssuerAsync();
        await using var server = await StartAsync(kind, issuer);
        var ann = await server.NewUserAsync();

        // The issuer may write what it likes: it is nobody else's account.
        var person = Token(issuer, ann.Id, "user");
        var me = await server.AskAsync("GET", "/api/auth/me", token: person);
        Assert.NotEqual(ann.Id, me.GetProperty("id").GetString());
        Assert.Equal("Person", me.GetProperty("name").GetString());
        var again = await server.AskAsync("GET", "/api/auth/me", token: Token(issuer, ann.Id, "user"));
        AssertJson.Equal(me.GetRawText(), again);
        Assert.Equal(["2"], await server.Database.RowsAsync("SELECT count(*) FROM users"));

        await server.RefusedAsync(HttpStatusCode.Forbidden, "FORBIDDEN", "GET", "/api/users", token: person);
        await server.AskAsync("GET", "/api/users", token: Token(issuer, "boss", "user", "ixp-admins"));
        var change = new { currentPassword = "x", newPassword = AccountsServer.Password };
        await server.RefusedAsync(HttpStatusCode.Forbidden, "FORBIDDEN", "PUT", "/api/auth/password", change, person);
        var noKey = await server.RefusedAsync(
            HttpStatusCode.Forbidden,
            "FORBIDDEN",
            "POST",
            "/api/keys",
            new { name = "ci" },
            person
        );
        Assert.Contains("another issuer", noKey.GetProperty("message").GetString());

        await server.Database.ExecuteAsync(
            "UPDATE users SET active = false WHERE email LIKE '%@oidc.invalid' AND name = 'Person'"
        );
        server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.MeAsync(person));
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(ann.Access));
    }

    [Fact]
    public async Task What_the_issuer_did_not_sign_for_this_server_is_refused()
    {
        await using var issuer = await StartIssuerAsync();
        await using var server = await StartAsync(DatabaseKind.Sqlite, issuer);
        using var other = RSA.Create(2048);
        var publicKey = new SymmetricSecurityKey(
            System.Text.Encoding.UTF8.GetBytes(_key.ExportSubjectPublicKeyInfoPem())
        )
        {
            KeyId = "k1",
        };
        var claims = Claims(issuer, "x", ["ixp-admins"]);
        var tokens = new Dictionary<string, string>
        {
            ["another key"] = Sign(claims, new RsaSecurityKey(other) { KeyId = "k1" }, "RS256"),
            ["public key as secret"] = Sign(claims, publicKey, "HS256"),
            ["another audience"] = Sign(claims.Replace("\"ixp\"", "\"other\""), Key, "RS256"),
            ["ended"] = Sign(Claims(issuer, "x", [], -3_600), Key, "RS256"),
            ["ours by name"] = Sign(claims.Replace(issuer.Url.TrimEnd('/'), "ixp-server"), Key, "RS256"),
            ["none"] =
                $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{Base64UrlEncoder.Encode(claims)}.",
        };
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(Sign(claims, Key, "RS256")));
        foreach (var (what, token) in tokens)
        {
            Assert.True(await server.MeAsync(token) is HttpStatusCode.Unauthorized, what);
        }
    }

    private RsaSecurityKey Key => new(_key) { KeyId = "k1" };

    private static Task<AccountsServer> StartAsync(DatabaseKind kind, StubHttpServer issuer) =>
        AccountsServer.StartAsync(
            kind,
            ("Ixp:Security:Oidc:0:Authority", issuer.Url.TrimEnd('/')),
            ("Ixp:Security:Oidc:0:Audience", "ixp"),
            ("Ixp:Security:Oidc:0:RoleClaim", "groups"),
            ("Ixp:Security:Oidc:0:AdminRole", "ixp-admins")
        );

    private Task<StubHttpServer> StartIssuerAsync()
    {
        var key = _key.ExportParameters(false);
        var jwks = JsonSerializer.Serialize(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        kid = "k1",
                        use = "sig",
                        alg = "RS256",
                        n = Base64UrlEncoder.Encode(key.Modulus),
                        e = Base64UrlEncoder.Encode(key.Exponent),
                    },
                },
            }
        );
        return StubHttpServer.StartAsync(context =>
        {
            var url = $"http://{context.Request.Host}";
            return context.Response.WriteAsync(
                context.Request.Path == "/jwks"
                    ? jwks
                    : JsonSerializer.Serialize(new { issuer = url, jwks_uri = $"{url}/jwks" })
            );
        });
    }

    private string Token(StubHttpServer issuer, string subject, params string[] groups) =>
        Sign(Claims(issuer, subject, groups), Key, "RS256");

    /// <summary>The issuer's keys are checked by the real clock as well: it stands where the tests' clock began.</summary>
    private static string Claims(StubHttpServer issuer, string subject, string[] groups, int seconds = 3_600) =>
        JsonSerializer.Serialize(
            new
            {
                iss = issuer.Url.TrimEnd('/'),
                aud = "ixp",
                sub = subject,
                name = "Person",
                groups,
                exp = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds(),
            }
        );

    private static string Sign(string claims, SecurityKey key, string algorithm) =>
        new JsonWebTokenHandler().CreateToken(claims, new SigningCredentials(key, algorithm));
}
