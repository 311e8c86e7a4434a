using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using IxpServer.Api.Security;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>What somebody tries who should not get in.</summary>
public sealed class AttackTests
{
    private static readonly string[] Nasty =
    [
        "'; DROP TABLE users; --",
        "\" OR \"\"=\"",
        "' UNION SELECT password_hash FROM users --",
        "%_\\%",
        "{\"$ne\":null}",
        "</script><script>alert(1)</script>",
        "𝒜\u202Enna\uFEFF",
        "${jndi:ldap://x}",
    ];

    [Fact]
    public async Task Tokens_that_this_server_did_not_make_are_refused()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        var (ann, bob) = (await server.NewUserAsync(), await server.NewUserAsync("bob@example.com"));
        var parts = ann.Access.Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]);
        var rightKey = server.Server.Services.GetRequiredService<SecurityKeys>().Signing;
        using var rsa = RSA.Create(2048);
        var publicKey = rsa.ExportSubjectPublicKeyInfoPem();
        var tokens = new Dictionary<string, string>
        {
            ["none"] = $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            ["none, signed"] = $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            ["nOnE"] = $"{Encode("""{"alg":"nOnE","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["changed claims"] = $"{parts[0]}.{Encode(claims.Replace("\"user\"", "\"admin\""))}.{parts[2]}",
            ["wrong key"] = Sign(claims, new SymmetricSecurityKey(new byte[32]), "HS256"),
            ["other hash"] = Sign(claims, new SymmetricSecurityKey([.. rightKey, .. new byte[32]]), "HS512"),
            ["RS256"] = Sign(claims, new RsaSecurityKey(rsa), "RS256"),
            ["public key as secret"] = Sign(
                claims,
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(publicKey)),
                "HS256"
            ),
            ["wrong issuer"] = Sign(
                claims.Replace("\"iss\":\"ixp-server\"", "\"iss\":\"other\""),
                new SymmetricSecurityKey(rightKey),
                "HS256"
            ),
            ["wrong audience"] = Sign(
                claims.Replace("\"aud\":\"ixp-server\"", "\"aud\":\"other\""),
                new SymmetricSecurityKey(rightKey),
                "HS256"
            ),
            ["no account"] = Sign(
                claims.Replace(ann.Id, Guid.NewGuid().ToString()),
                new SymmetricSecurityKey(rightKey),
                "HS256"
            ),
            ["no sign-in"] = Sign(claims.Replace("\"sid\"", "\"other\""), new SymmetricSecurityKey(rightKey), "HS256"),
            ["another's sign-in"] = Right(claims.Replace(Sid(ann.Access), Sid(bob.Access))),
            ["unknown sign-in"] = Right(claims.Replace(Sid(ann.Access), Guid.NewGuid().ToString())),
            ["roles"] = Right(claims.Replace("\"role\":\"user\"", "\"role\":[\"user\",\"admin\"]")),
            ["one role of a list"] = Right(claims.Replace("\"role\":\"user\"", "\"role\":[\"user\"]")),
            ["no role"] = Right(claims.Replace("\"role\"", "\"other\"")),
            ["subjects"] = Right(claims.Replace($"\"{ann.Id}\"", $"[\"{ann.Id}\"]")),
            ["two roles"] = Raw(
                """{"alg":"HS256","typ":"JWT"}""",
                claims.Replace("\"role\":", "\"role\":\"admin\",\"role\":")
            ),
            ["crit"] = Raw("""{"alg":"HS256","typ":"JWT","crit":["b64"],"b64":true}""", claims),
            ["crit of nothing"] = Raw("""{"alg":"HS256","typ":"JWT","crit":[]}""", claims),
            ["crit that is none"] = Raw("""{"crit":null,"alg":"HS256","typ":"JWT"}""", claims),
            ["two algorithms"] = Raw("""{"alg":"none","typ":"JWT","alg":"HS256"}""", claims),
            ["refresh token"] = ann.Refresh,
            ["nothing"] = "",
            ["long"] = new string('a', 20_000),
        };

        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(ann.Access));
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(Right(claims)));
        Assert.Equal(HttpStatusCode.OK, await server.MeAsync(Raw("""{"typ":"JWT","alg":"HS256","x":1}""", claims)));
        foreach (var (what, token) in tokens)
        {
            Assert.True(await server.MeAsync(token) is HttpStatusCode.Unauthorized, what);
        }

        // What anybody may do is not refused for a bad token.
        using var render = await server.Server.RenderAsync(
            "show_weather",
            """{"city":"Lisbon"}""",
            ("Authorization", $"Bearer {tokens["none"]}")
        );
        Assert.Equal(HttpStatusCode.OK, render.StatusCode);

        string Right(string changed) => Sign(changed, new SymmetricSecurityKey(rightKey), "HS256");

        string Raw(string head, string changed)
        {
            var signed = $"{Encode(head)}.{Encode(changed)}";
            var signature = HMACSHA256.HashData(rightKey, Encoding.ASCII.GetBytes(signed));
            return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Text_that_means_something_to_a_database_or_page_is_only_text(DatabaseKind kind)
    {
        await using var server = await AccountsServer.StartAsync(kind);
        var root = await server.NewAdminAsync();
        foreach (var text in Nasty)
        {
            var renamed = await server.AskAsync("PUT", "/api/auth/me", new { name = text }, root.Access);
            Assert.Equal(text, renamed.GetProperty("name").GetString());
            var found = await server.AskAsync("GET", $"/api/users?q={Uri.EscapeDataString(text)}", token: root.Access);
            Assert.Equal(1, found.GetProperty("items").GetArrayLength());
            await server.RefusedAsync(
                HttpStatusCode.Unauthorized,
                "UNAUTHORIZED",
                "POST",
                "/api/auth/login",
                new { email = text, password = text }
            );
            await server.RefusedAsync(
                HttpStatusCode.BadRequest,
                "INVALID_REQUEST",
                "POST",
                "/api/auth/register",
                new
                {
                    name = text,
                    email = text,
                    password = AccountsServer.Password,
                }
            );
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.RefreshAsync(text)).StatusCode);
        }

        Assert.Equal(["1"], await server.Database.RowsAsync("SELECT count(*) FROM users"));
    }

    [Fact]
    public async Task Values_that_are_too_long_or_of_another_kind_are_named_all_at_once()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        var tooMuch = new
        {
            name = new string('n', 256),
            email = new string('e', 255) + "@example.com",
            password = new string('p', 257),
        };
        foreach (object body in new object[] { tooMuch, "{}", """{"name":7,"email":[],"password":{}}""" })
        {
            var error = await server.RefusedAsync(
                HttpStatusCode.BadRequest,
                "INVALID_REQUEST",
                "POST",
                "/api/auth/register",
                body
            );
            Assert.Equal(3, error.GetProperty("details").GetProperty("validationErrors").GetArrayLength());
        }
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("@example.com")]
    [InlineData("ann@")]
    [InlineData("ann@@example.com")]
    [InlineData("ann@exa mple.com")]
    [InlineData("ann@example..com")]
    [InlineData(".ann@example.com")]
    [InlineData("ann@-example.com")]
    [InlineData("änn@example.com")]
    [InlineData("ann@example.com\r\nBcc: all@example.com")]
    [InlineData("\"ann\" <ann@example.com>")]
    public async Task What_is_no_address_is_refused(string email)
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        var body = new
        {
            name = "Ann",
            email,
            password = AccountsServer.Password,
        };
        await server.RefusedAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST", "POST", "/api/auth/register", body);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await using var server = await AccountsServer.StartAsync(DatabaseKind.Sqlite);
        foreach (var bytes in new byte[][] { [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xFF] })
        {
            using var content = new ByteArrayContent([
                .. "{\"email\":\"a@b.c\",\"password\":\""u8,
                .. bytes,
                .. "\"}"u8,
            ]);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await server.Server.Http.PostAsync("/api/auth/login", content, TestDatabase.Cancel);
            await answer.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        }
    }

    [Fact]
    public async Task While_the_database_is_away_renders_go_on_and_what_needs_an_account_says_so()
    {
        await using var place = new TemporaryDirectory();
        var file = Path.Combine(place.Path, "ixp.db");
        await File.WriteAllTextAsync(file, "this is no database", TestDatabase.Cancel);
        await using var server = IxpTestServer.Start(new Dictionary<string, string?> { ["Ixp:Database:File"] = file });
        var stranger = TestDatabase.NewUser("ann@example.com");
        var token = server.Services.GetRequiredService<AccessTokens>().Issue(stranger, Guid.CreateVersion7());
        foreach (var header in new[] { ("Authorization", $"Bearer {token}"), ("X-API-Key", ApiKeyText.Make()) })
        {
            using var render = await server.RenderAsync("show_weather", """{"city":"Lisbon"}""", header);
            Assert.Equal(HttpStatusCode.OK, render.StatusCode);
            using var me = await server.GetAsync("/api/auth/me", header);
            await me.ErrorAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        }
    }

    private static string Sid(string token) => new JsonWebToken(token).GetClaim("sid").Value;

    private static string Encode(string json) => Base64UrlEncoder.Encode(json);

    private static string Sign(string claims, SecurityKey key, string algorithm) =>
        new JsonWebTokenHandler().CreateToken(claims, new SigningCredentials(key, algorithm));
}
