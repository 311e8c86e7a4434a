using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IxpServer.Tests.Support;

/// <summary>Another issuer of tokens (OpenID Connect), which publishes its keys.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    internal const string KeyId = "k1";

    private readonly RSA _key = RSA.Create(2048);
    private StubHttpServer _server = null!;

    private TestIssuer() { }

    /// <summary>What its tokens name as their issuer.</summary>
    internal string Url => _server.Url.TrimEnd('/');

    internal string PublicKeyPem => _key.ExportSubjectPublicKeyInfoPem();

    internal static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        issuer._server = await StubHttpServer.StartAsync(issuer.AnswerAsync);
        return issuer;
    }

    /// <summary>A token for somebody in groups, for this server.</summary>
    internal string Token(string subject, params string[] groups) => Sign(Claims(subject, groups));

    /// <summary>The issuer's keys are checked by the real clock as well: it stands where the tests' clock began.</summary>
    internal string Claims(string subject, string[] groups, int seconds = 3_600) =>
        JsonSerializer.Serialize(
            new
            {
                iss = Url,
                aud = "ixp",
                sub = subject,
                name = "Person",
                groups,
                exp = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds(),
            }
        );

    /// <summary>A token with any claims, signed by the issuer's key unless another is given.</summary>
    internal string Sign(
        string claims,
        SecurityKey? key = null,
        string algorithm = "RS256",
        Dictionary<string, object>? header = null
    ) =>
        new JsonWebTokenHandler().CreateToken(
            claims,
            new SigningCredentials(key ?? new RsaSecurityKey(_key) { KeyId = KeyId }, algorithm),
            header ?? []
        );

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        object answer =
            context.Request.Path == "/jwks"
                ? new
                {
                    keys = new[]
                    {
                        new
                        {
                            kty = "RSA",
                            kid = KeyId,
                            use = "sig",
                            alg = "RS256",
                            n = Base64UrlEncoder.Encode(key.Modulus),
                            e = Base64UrlEncoder.Encode(key.Exponent),
                        },
                    },
                }
                : new { issuer = Url, jwks_uri = $"{Url}/jwks" };
        return context.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }
}
