using System.Net;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Limits;

/// <summary>Limits of one server without Redis, as its callers meet them.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task What_is_left_is_told_and_one_too_many_is_refused()
    {
        await using var server = Start(("Ixp:Limits:Max", "3"), ("Ixp:Limits:SlowDownAfter", "0"));
        for (var left = 2; left >= 0; left--)
        {
            using var response = await server.RenderAsync("show_weather", """{"city":"Oslo"}""");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("\"render\";q=3;w=900", response.Header("RateLimit-Policy"));
            Assert.Matches($"^\"render\";r={left};t=[1-9][0-9]{{0,2}}$", response.Header("RateLimit"));
        }

        using var refused = await server.RenderAsync("show_weather", """{"city":"Oslo"}""");
        var error = await refused.ErrorAsync(HttpStatusCode.TooManyRequests, "RATE_LIMIT_EXCEEDED");
        Assert.Equal(3, error.GetProperty("details").GetProperty("limit").GetInt32());
        Assert.Equal(900_000, error.GetProperty("details").GetProperty("windowMs").GetInt32());
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 1, 900);
        Assert.StartsWith("\"render\";r=0;t=", refused.Header("RateLimit"));
    }

    [Fact]
    public async Task Groups_are_counted_apart_and_probes_never()
    {
        await using var server = Start(("Ixp:Limits:Max", "1"), ("Ixp:Limits:SlowDownAfter", "0"));
        foreach (
            var ask in (Func<Task<HttpResponseMessage>>[])
                [
                    () => server.GetAsync("/ixp/intents"),
                    () => server.GetAsync("/ixp/crawler_content"),
                    () => server.GetAsync("/api/sessions"),
                    () => server.RenderAsync("show_weather"),
                    () => server.PostAsync("/api/auth/login", "{}"),
                ]
        )
        {
            using var first = await ask();
            using var second = await ask();
            Assert.NotEqual(HttpStatusCode.TooManyRequests, first.StatusCode);
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        }

        // Who is in, or leaves, guesses nothing: the same as the rest of the API.
        using var me = await server.GetAsync("/api/auth/me");
        using var logout = await server.PostAsync("/api/auth/logout", "{}");
        Assert.StartsWith("\"admin\"", me.Header("RateLimit"));
        Assert.StartsWith("\"admin\"", logout.Header("RateLimit"));

        foreach (var path in (string[])["/alive", "/ready", "/ixp/health", "/READY/", "/assets/css/error.css"])
        {
            using var response = await server.GetAsync(path);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Null(response.Header("RateLimit"));
        }
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/problem+json", "application/problem+json")]
    public async Task A_refusal_has_the_form_that_is_asked_for_like_any_error(string? accept, string type)
    {
        await using var server = Start(("Ixp:Limits:Max", "1"));
        await StatusAsync(server, "/api/sessions");
        using var refused = await server.GetAsync("/api/sessions", accept is null ? [] : [("Accept", accept)]);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(type, refused.Content.Headers.ContentType?.MediaType);
        var body = await refused.JsonAsync();
        var code = type is "application/json" ? body.GetProperty("error") : body;
        Assert.Equal("RATE_LIMIT_EXCEEDED", code.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Accounts_and_API_keys_have_limits_of_their_own_and_keys_higher_ones()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(
            database,
            new Dictionary<string, string?> { ["Ixp:Limits:Max"] = "2", ["Ixp:Limits:SlowDownAfter"] = "0" }
        );
        await server.DatabaseReadyAsync();
        var ann = ("Authorization", $"Bearer {server.TokenFor(await database.AddUserAsync("ann@example.com"))}");
        var bob = ("Authorization", $"Bearer {server.TokenFor(await database.AddUserAsync("bob@example.com"))}");
        var (key, another) = (await MakeKeyAsync(server, bob), await MakeKeyAsync(server, bob));

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "/api/sessions", bob));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/sessions", ann));
        using var withKey = await server.GetAsync("/api/sessions", key);
        Assert.Equal("\"admin\";q=20;w=900", withKey.Header("RateLimit-Policy"));
        Assert.StartsWith("\"admin\";r=19;", withKey.Header("RateLimit"));

        // More keys of an account, be they made later, are no more requests.
        for (var left = 18; left >= 0; left--)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/sessions", left % 2 is 0 ? another : key));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "/api/sessions", key));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "/api/sessions", another));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/sessions", ann));

        // Whoever is refused for want of an account uses up the address's permits.
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/api/sessions"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/api/sessions"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "/api/sessions"));
    }

    [Fact]
    public async Task Whoever_has_many_addresses_of_version_6_is_few_callers()
    {
        await using var server = Start(
            ("Ixp:Limits:Max", "3"),
            ("Ixp:Limits:SiteFactor", "2"),
            ("Ixp:Limits:SlowDownAfter", "0"),
            ("Ixp:Server:TrustedProxies", "127.0.0.1")
        );

        // Within a subscriber's network; then from one such network of a site to the next.
        Assert.Equal(3, await AdmittedAsync(server, i => $"2001:db8:1:1::{i + 1:x}"));
        Assert.Equal(3, await AdmittedAsync(server, i => $"2001:db8:1:{i + 2:x}::1"));
        Assert.Equal(6, await AdmittedAsync(server, i => $"2001:db8:2:{i:x}::1"));

        // Another site, and an address of version 4 in the form of version 6, are others.
        Assert.Equal(3, await AdmittedAsync(server, i => $"2001:db8:3::{i:x}"));
        Assert.Equal(3, await AdmittedAsync(server, _ => "192.0.2.1"));
        Assert.Equal(10, await AdmittedAsync(server, i => $"198.51.100.{i}"));

        static async Task<int> AdmittedAsync(IxpTestServer server, Func<int, string> address)
        {
            var admitted = 0;
            for (var i = 0; i < 10; i++)
            {
                var status = await StatusAsync(server, "/ixp/theme", ("X-Forwarded-For", address(i)));
                admitted += status is HttpStatusCode.OK ? 1 : 0;
            }

            return admitted;
        }
    }

    [Fact]
    public async Task Nothing_is_limited_where_it_is_turned_off_or_people_develop()
    {
        await using var off = Start(("Ixp:Limits:Max", "1"), ("Ixp:Limits:Enabled", "false"));
        await using var testing = Start();
        foreach (var server in (IxpTestServer[])[off, testing])
        {
            for (var request = 0; request < 3; request++)
            {
                using var response = await server.GetAsync("/ixp/intents");
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Assert.Null(response.Header("RateLimit"));
            }
        }
    }

    private static async Task<(string, string)> MakeKeyAsync(IxpTestServer server, (string, string) signedIn)
    {
        using var made = await server.PostAsync("/api/keys", """{"name":"agent","scopes":["read"]}""", signedIn);
        var answer = await made.TextAsync();
        Assert.True(made.StatusCode is HttpStatusCode.Created, answer);
        return ("X-API-Key", JsonElement.Parse(answer).GetProperty("key").GetString()!);
    }

    private static IxpTestServer Start(params (string Key, string Value)[] settings) =>
        IxpTestServer.Start(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));

    private static async Task<HttpStatusCode> StatusAsync(
        IxpTestServer server,
        string path,
        params (string, string)[] headers
    )
    {
        using var response = await server.GetAsync(path, headers);
        return response.StatusCode;
    }
}
