using System.Net;
using System.Security.Cryptography;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>Tokens of another issuer, with keys that it publishes.</summary>
public sealed class OidcTests
{
    private static readonly string[] Critical = ["exp"];

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_issuers_people_have_accounts_of_their_own(DatabaseKind kind)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var server = await StartAsync(kind, issuer);
        var ann = await server.NewUserAsync();

        // The issuer may write what it likes: it is nobody else's account.
        var person = issuer.Token(ann.Id, "user");
        var me = await server.AskAsync("GET", "/api/auth/me", token: person);
        Assert.NotEqual(ann.Id, me.GetProperty("id").GetString());
        Assert.Equal("Person", me.GetProperty("name").GetString());
        var again = await server.AskAsync("GET", "/api/auth/me", token: issuer.Token(ann.Id, "user"));
        AssertJson.Equal(me.GetRawText(), again);
        Assert.Equal(["2"], await server.Database.RowsAsync("SELECT count(*) FROM users"));

        await server.RefusedAsync(HttpStatusCode.Forbidden, "FORBIDDEN", "GET", "/api/users", token: person);
        await server.AskAsync("GET", "/api/users", token: issuer.Token("boss", "user", "ixp-admins"));
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
        await using var issuer = await TestIssuer.StartAsync();
        await using var server = await StartAsync(DatabaseKind.Sqlite, issuer);
        using var other = RSA.Create(2048);
        var publicKey = new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(issuer.PublicKeyPem))
        {
            KeyId = TestIssuer.KeyId,
        };
        var claims = issuer.Claims("x", ["ixp-admins"]);
        var tokens = new Dictionary<string, string>
        {
            ["another key"] = issuer.Sign(claims, new RsaSecurityKey(other) { KeyId = TestIssuer.KeyId }, "RS256"),
            ["public key as secret"] = issuer.Sign(claims, publicKey, "HS256"),
            ["another audience"] = issuer.Sign(claims.Replace("\"ixp\"", "\"other\"")),
            ["ended"] = issuer.Sign(issuer.Claims("x", [], -3_600)),
            ["crit"] = issuer.Sign(claims, header: new() { ["crit"] = Critical }),
            ["subjects"] = issuer.Sign(claims.Replace("\"sub\":\"x\"", "\"sub\":[\"x\",\"y\"]")),
            ["ours by name"] = issuer.Sign(claims.Replace(issuer.Url, "ixp-server")),
            ["none"] =
                $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{Base64UrlEncoder.Encode(claims)}.",
        };
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(issuer.Sign(claims)));
        foreach (var (what, token) in tokens)
        {
            Assert.True(await server.MeAsync(token) is HttpStatusCode.Unauthorized, what);
        }
    }

    private static Task<AccountsServer> StartAsync(DatabaseKind kind, TestIssuer issuer) =>
        AccountsServer.StartAsync(
            kind,
            ("Ixp:Security:Oidc:0:Authority", issuer.Url),
            ("Ixp:Security:Oidc:0:Audience", "ixp"),
            ("Ixp:Security:Oidc:0:RoleClaim", "groups"),
            ("Ixp:Security:Oidc:0:AdminRole", "ixp-admins")
        );
}
