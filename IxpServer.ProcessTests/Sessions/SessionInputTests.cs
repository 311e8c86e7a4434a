using System.Net;
using System.Text;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IxpServer.Tests.Sessions;

/// <summary>What a session may hold, and what is refused.</summary>
public sealed class SessionInputTests
{
    private const int Largest = 64 * 1024;

    public static TheoryData<DatabaseKind, string> Contexts
    {
        get
        {
            string[] contexts =
            [
                """{"a":"'; DROP TABLE sessions; --","b":"\" OR 1=1","c":"${jndi:ldap://x}","__proto__":{"x":1}}""",
                """{"größe":"😀","n":1.50,"e":1e5,"nested":[[[{"":null}]]],"escaped":"\u00e9\n\t\\"}""",
                $$"""{"x":"{{new string('x', Largest - 8)}}"}""",
                $"{string.Concat(Enumerable.Repeat("{\"a\":", 62))}[]{new string('}', 62)}",
            ];
            return new MatrixTheoryData<DatabaseKind, string>([DatabaseKind.Sqlite, DatabaseKind.Postgres], contexts);
        }
    }

    [Theory]
    [MemberData(nameof(Contexts))]
    public async Task A_context_is_read_as_it_was_written_and_stored_so_that_nobody_can_read_it(
        DatabaseKind kind,
        string context
    )
    {
        await using var fixture = await SessionFixture.StartAsync(kind);
        var (id, token) = await fixture.CreateAsync(context);
        AssertJson.Equal(context, await fixture.ContextAsync(id, token));

        await using var database = fixture.Database.Open();
        var row = await database.Sessions.SingleAsync(TestDatabase.Cancel);
        Assert.Equal(Encoding.UTF8.GetByteCount(context) + 29, row.Context!.Length);
        Assert.Equal(-1, row.Context.AsSpan().IndexOf(Encoding.UTF8.GetBytes(context[1..8])));
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("7", 400)]
    [InlineData("""{"context":[]}""", 400)]
    [InlineData("""{"context":"text"}""", 400)]
    [InlineData("""{"context":7}""", 400)]
    [InlineData("""{"context":{"a":1,"a":2}}""", 400)]
    [InlineData("""{"context":{"a":"\u0000"}}""", 400)]
    [InlineData("""{"context":{"a":"\ud800"}}""", 400)]
    [InlineData("""{"context":{"a":1e999}}""", 400)]
    [InlineData("large", 413)]
    [InlineData("huge", 413)]
    [InlineData("deep", 400)]
    [InlineData("invalid UTF-8", 400)]
    public async Task A_wrong_body_is_refused_and_changes_nothing(string body, int status)
    {
        await using var fixture = await SessionFixture.StartAsync(DatabaseKind.Sqlite);
        var (id, token) = await fixture.CreateAsync();
        var bytes = body switch
        {
            "large" => Encoding.UTF8.GetBytes($$"""{"context":{"x":"{{new string('x', Largest - 7)}}"} }"""),
            "huge" => Encoding.UTF8.GetBytes($$"""{"context":{"x":"{{new string('x', 3 * Largest)}}"} }"""),
            "deep" => Encoding.UTF8.GetBytes(
                $"{{\"context\":{string.Concat(Enumerable.Repeat("{\"a\":", 64))}1{new string('}', 65)}"
            ),
            "invalid UTF-8" => [.. "{\"context\":{\"a\":\""u8, 0xC3, 0x28, .. "\"}}"u8],
            _ => Encoding.UTF8.GetBytes(body),
        };
        foreach (var (method, path) in new[] { (HttpMethod.Post, ""), (HttpMethod.Put, $"/{id}") })
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new("application/json");
            using var response = await fixture.Server.SendAsync(
                new HttpRequestMessage(method, $"/api/sessions{path}") { Content = content },
                token,
                ("If-Match", "\"1\"")
            );
            var error = await response.ErrorAsync((HttpStatusCode)status, "INVALID_REQUEST");
            Assert.True(
                status is not 413 || error.GetProperty("message").GetString()!.Contains("at most "),
                error.GetRawText()
            );
        }

        AssertJson.Equal("{}", await fixture.ContextAsync(id, token));
        await using var database = fixture.Database.Open();
        Assert.Equal(1, await database.Sessions.CountAsync(TestDatabase.Cancel));
    }

    [Fact]
    public async Task A_session_can_be_made_without_a_body_and_updated_only_with_one()
    {
        await using var fixture = await SessionFixture.StartAsync(DatabaseKind.Sqlite);
        using var made = await fixture.Server.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/sessions"));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await made.JsonAsync();
        var id = body.GetProperty("id").GetGuid();
        var token = ("X-Session-Token", body.GetProperty("token").GetString()!);

        using var read = await fixture.GetAsync(id, token);
        Assert.False((await read.JsonAsync()).TryGetProperty("context", out _));
        using var missing = await fixture.PutAsync(id, "{}", token, ("If-Match", "\"1\""));
        var error = await missing.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains("context is missing", error.GetProperty("message").GetString());
        using var text = await fixture.Server.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/api/sessions") { Content = new StringContent("{}") }
        );
        await text.ErrorAsync(HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("..%2F..")]
    [InlineData("%27%20OR%201=1")]
    public async Task An_id_that_is_none_is_not_found(string id)
    {
        await using var fixture = await SessionFixture.StartAsync(DatabaseKind.Sqlite);
        using var response = await fixture.Server.GetAsync($"/api/sessions/{id}");
        await response.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Pages_of_other_origins_may_send_and_read_what_sessions_need()
    {
        await using var fixture = await SessionFixture.StartAsync(DatabaseKind.Sqlite);
        using var preflight = await fixture.Server.SendAsync(
            new HttpRequestMessage(HttpMethod.Options, "/api/sessions/x"),
            ("Origin", "http://localhost:3000"),
            ("Access-Control-Request-Method", "PUT")
        );
        using var made = await fixture.Server.PostAsync("/api/sessions", "{}", ("Origin", "http://localhost:3000"));

        Assert.Contains("If-Match", preflight.Header("Access-Control-Allow-Headers"));
        Assert.Contains("X-Session-Token", preflight.Header("Access-Control-Allow-Headers"));
        Assert.Contains("PUT", preflight.Header("Access-Control-Allow-Methods"));
        Assert.Contains("ETag", made.Header("Access-Control-Expose-Headers"));
    }

    [Fact]
    public async Task The_document_describes_every_route_and_what_it_answers()
    {
        await using var fixture = await SessionFixture.StartAsync(DatabaseKind.Sqlite);
        var paths = (await fixture.Server.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        static IEnumerable<string> Operations(JsonElement path) => path.EnumerateObject().Select(one => one.Name);

        Assert.Equal(["get", "post"], Operations(paths.GetProperty("/api/sessions")).Order());
        var one = paths.GetProperty("/api/sessions/{id}");
        Assert.Equal(["delete", "get", "put"], Operations(one).Order());
        Assert.Superset(
            new HashSet<string> { "200", "404", "412", "413", "428" },
            Operations(one.GetProperty("put").GetProperty("responses")).ToHashSet()
        );
    }
}
