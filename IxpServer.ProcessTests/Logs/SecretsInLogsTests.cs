using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Logs;

/// <summary>Nothing that is secret is in any log, however much is logged.</summary>
public sealed class SecretsInLogsTests
{
    /// <summary>Every category to which the server's own settings give a level, and the one that tells of queries.</summary>
    private static readonly string[] Categories =
    [
        "Default",
        "Microsoft",
        "Microsoft.AspNetCore",
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.EntityFrameworkCore",
        "System",
        "System.Net.Http.HttpClient",
        "Polly",
        "ZiggyCreatures.Caching.Fusion",
    ];

    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal)
    {
        ["JWT_SECRET"] = "jwt-secret-correct-horse-battery-staple",
        ["ENCRYPTION_KEY"] = "key-of-32-bytes-abcdef0123456789",
        ["ELASTICSEARCH_PASSWORD"] = "elastic-password-4711",
        ["REDIS_PASSWORD"] = "redis-password-4711",
        ["EMAIL_SMTP_PASS"] = "smtp-password-4711",
        ["the account's password"] = "account-password-4711",
        ["a wrong password"] = "wrong-password-4711",
        ["the provider's secret"] = "provider-secret-4711",
        ["a sensitive parameter"] = "sensitive-parameter-4711",
        ["a sensitive parameter that is wrong"] = "sensitive-fault-4711",
        ["a session's context"] = "session-context-4711",
        ["a query"] = "token-in-query-4711",
        ["a broken body"] = "broken-body-4711",
        ["a forged token"] = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJmb3JnZWQifQ.forged-signature-4711",
    };

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task No_secret_is_in_any_output_at_the_finest_level(DatabaseKind kind)
    {
        await using var elastic = await ElasticsearchStub.StartAsync();
        await using var provider = await StubHttpServer.StartAsync(context =>
            context.Response.WriteAsync("""{"first":"x"}""")
        );
        await using var issuer = await TestIssuer.StartAsync();
        await using var directory = new TemporaryDirectory();
        await using var database = await TestDatabase.CreateAsync(kind);
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "pay",
                    """{"type":"object","required":["card"],"properties":{"card":{"type":"string","x-sensitive":true},"amount":{"type":"integer"}}}""",
                    $$$""","dataProvider":{"name":"bank","url":"{{{provider.Url}}}accounts","headers":{"X-Key":"{secret:BANK}"}}"""
                )
            )
        );
        await using (
            var server = ServerProcess.Start([
                .. Categories.Select(category => ($"Logging__LogLevel__{category}", "Trace")),
                .. database.Variables,
                ("ASPNETCORE_ENVIRONMENT", "Production"),
                ("JWT_SECRET", _secrets["JWT_SECRET"]),
                ("ENCRYPTION_KEY", _secrets["ENCRYPTION_KEY"]),
                ("CORS_ORIGIN", "https://app.example"),
                ("HOST", "127.0.0.1"),
                ("PORT", "0"),
                ("INTENTS_FILE", registry.IntentsFile),
                ("COMPONENTS_FILE", registry.ComponentsFile),
                ("Ixp__Secrets__BANK", _secrets["the provider's secret"]),
                ("Ixp__Security__Oidc__0__Authority", issuer.Url),
                ("Ixp__Security__Oidc__0__Audience", "ixp"),
                ("REDIS_URL", "redis://127.0.0.1:1"),
                ("REDIS_PASSWORD", _secrets["REDIS_PASSWORD"]),
                ("EMAIL_SMTP_HOST", "127.0.0.1"),
                ("EMAIL_SMTP_PORT", "1"),
                ("EMAIL_SMTP_USER", "ixp@example.com"),
                ("EMAIL_SMTP_PASS", _secrets["EMAIL_SMTP_PASS"]),
                ("LOG_DIRECTORY", directory.Path),
                ("ELASTICSEARCH_URL", elastic.Url),
                ("ELASTICSEARCH_USERNAME", "elastic"),
                ("ELASTICSEARCH_PASSWORD", _secrets["ELASTICSEARCH_PASSWORD"]),
                ("ELASTICSEARCH_SPOOL", Path.Combine(directory.Path, "spool")),
            ])
        )
        {
            using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
            await UseAsync(http, issuer, database);
            await server.StopAsync();

            var console = server.Output;
            var files = string.Concat(Directory.EnumerateFiles(directory.Path, "*.log").Select(File.ReadAllText));
            var indexed = string.Join('\n', elastic.Documents.Values.Select(one => one.GetRawText()));

            // What is searched is really there: the finest lines, and those of the requests.
            Assert.Contains("\"level\":\"trace\"", console);
            Assert.All([console, files, indexed], text => Assert.Contains("/ixp/render", text));
            Assert.Contains("\"level\":\"trace\"", files);
            Assert.Contains("Microsoft.EntityFrameworkCore", files);
            var found = _secrets
                .Where(secret => $"{console}\n{files}\n{indexed}".Contains(secret.Value, StringComparison.Ordinal))
                .Select(secret => $"{secret.Key}: {LineWith(files, secret.Value)}");
            Assert.True(!found.Any(), string.Join("\n", found));
        }
    }

    private async Task UseAsync(HttpClient http, TestIssuer issuer, TestDatabase database)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                using var ready = await http.GetAsync("/ready", TestContext.Current.CancellationToken);
                return ready.IsSuccessStatusCode;
            },
            "it is ready"
        );
        var (email, password) = ("ann@example.com", _secrets["the account's password"]);
        await SendAsync(
            http,
            "POST",
            "/api/auth/register",
            new
            {
                name = "Ann",
                email,
                password,
            },
            status: 201
        );
        await SendAsync(
            http,
            "POST",
            "/api/auth/login",
            new { email, password = _secrets["a wrong password"] },
            status: 401
        );
        var signedIn = await SendAsync(http, "POST", "/api/auth/login", new { email, password });
        var refresh = Keep("a refresh token", signedIn.GetProperty("refreshToken"));
        Keep("an access token", signedIn.GetProperty("accessToken"));
        var again = await SendAsync(http, "POST", "/api/auth/refresh", new { refreshToken = refresh });
        var access = Keep("the second access token", again.GetProperty("accessToken"));
        Keep("the second refresh token", again.GetProperty("refreshToken"));
        await SendAsync(http, "POST", "/api/auth/password/forgot", new { email }, status: 202);
        await database.ExecuteAsync("UPDATE users SET email_confirmed_at = created_at");
        var key = Keep(
            "an API key",
            (await SendAsync(http, "POST", "/api/keys", new { name = "agent" }, access, 201)).GetProperty("key")
        );
        await SendAsync(http, "GET", "/api/auth/me", token: key);
        await SendAsync(http, "GET", "/api/auth/me", token: _secrets["a forged token"], status: 401);
        await SendAsync(http, "GET", "/api/auth/me", token: "ixp_" + _secrets["a query"], status: 401);
        var person = _secrets["another issuer's token"] = issuer.Token("person");
        await SendAsync(http, "GET", "/api/auth/me", token: person);
        var ended = _secrets["another issuer's token that has ended"] = issuer.Sign(issuer.Claims("x", [], -3_600));
        await SendAsync(http, "GET", "/api/auth/me", token: ended, status: 401);
        var session = await SendAsync(
            http,
            "POST",
            "/api/sessions",
            new { context = new { note = _secrets["a session's context"] } },
            status: 201
        );
        Keep("a session's token", session.GetProperty("token"));
        foreach (
            var (card, amount) in new[]
            {
                ("a sensitive parameter", "1"),
                ("a sensitive parameter that is wrong", "\"x\""),
            }
        )
        {
            await SendAsync(
                http,
                "POST",
                "/ixp/render",
                $$"""{"intent":{"name":"pay","parameters":{"card":"{{_secrets[card]}}","amount":{{amount}} } } }""",
                status: amount is "1" ? 200 : 400
            );
        }

        var query = _secrets["a query"];
        await SendAsync(http, "GET", $"/ixp/intents?access_token={query}&token={query}");
        await SendAsync(http, "GET", $"/nowhere?{query}", status: 404);
        await SendAsync(http, "POST", "/ixp/render", $$"""{"password":"{{_secrets["a broken body"]}}",""", status: 400);
        await SendAsync(
            http,
            "POST",
            "/api/auth/login",
            $$"""{"email":1,"password":"{{_secrets["a broken body"]}}"}""",
            status: 400
        );
    }

    private string Keep(string name, JsonElement secret) => _secrets[name] = secret.GetString()!;

    private static async Task<JsonElement> SendAsync(
        HttpClient http,
        string method,
        string path,
        object? body = null,
        string? token = null,
        int status = 200
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        if (token is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {token}");
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {answer}");
        return answer.StartsWith('{') ? JsonElement.Parse(answer) : default;
    }

    private static string LineWith(string text, string secret) =>
        text.Split('\n').FirstOrDefault(line => line.Contains(secret, StringComparison.Ordinal)) ?? "(not in a file)";
}
