using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using IxpServer.Api.Rendering.Data;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Sessions;

/// <summary>Renders that belong to a session, and providers that may read it.</summary>
public sealed class SessionRenderTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_render_may_name_only_a_session_that_its_caller_may_use(DatabaseKind kind)
    {
        using var registry = new TestRegistry(Intents(Intent("poll")));
        await using var fixture = await SessionFixture.StartAsync(kind, registry.Settings);
        var (_, ann) = await fixture.AddUserAsync("ann");
        var (_, bob) = await fixture.AddUserAsync("bob");
        var (open, token) = await fixture.CreateAsync();
        var (owned, _) = await fixture.CreateAsync("{}", ann);
        (Guid, (string, string)[], HttpStatusCode)[] cases =
        [
            // What is no token is no reason to do without the database, in which the next one is looked up.
            (open, [("X-Session-Token", new string('.', 43))], HttpStatusCode.NotFound),
            (open, [token], HttpStatusCode.OK),
            (open, [token, ann], HttpStatusCode.OK),
            (owned, [ann], HttpStatusCode.OK),
            (open, [], HttpStatusCode.NotFound),
            (open, [ann], HttpStatusCode.NotFound),
            (owned, [], HttpStatusCode.NotFound),
            (owned, [bob], HttpStatusCode.NotFound),
            (owned, [token], HttpStatusCode.NotFound),
            (Guid.CreateVersion7(), [ann, token], HttpStatusCode.NotFound),
        ];
        foreach (var (id, headers, status) in cases)
        {
            using var response = await RenderAsync(fixture.Server, "poll", id, headers);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal(
                status is HttpStatusCode.OK ? "private, max-age=300" : "no-store",
                response.Header("Cache-Control")
            );
        }

        using var unknown = await RenderAsync(fixture.Server, "poll", open);
        var error = await unknown.ErrorAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        Assert.Equal($"Session '{open}' not found", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"x\"")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("\"' OR 1=1 --\"")]
    [InlineData("\"{01a20767-e85e-72c3-8ace-9a109ca12994}\"")]
    public async Task A_session_id_that_is_none_is_refused(string id)
    {
        await using var server = IxpTestServer.Start();
        using var response = await server.PostAsync(
            "/ixp/render",
            $$$"""{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}},"context":{"sessionId":{{{id}}}}}"""
        );
        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains("context.sessionId", error.GetProperty("message").GetString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_provider_gets_the_values_that_its_intent_lists_as_data(DatabaseKind kind)
    {
        var seen = new ConcurrentQueue<(string Url, string? Header)>();
        await using var stub = await StubHttpServer.StartAsync(context =>
        {
            var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            seen.Enqueue((raw, context.Request.Headers["X-User"]));
            return context.Response.WriteAsync("""{"n":1}""");
        });
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "cart",
                    more: $$$""","dataProvider":{"url":"{{{stub.Url}}}carts/{session.cart.id}?first={session.items.0}","headers":{"X-User":"u {session.user}"},"session":["cart.id","items.0","user"],"required":true},"ttl":600"""
                )
            ),
            Components(Component("Card", ",\"ttl\":900"))
        );
        await using var fixture = await SessionFixture.StartAsync(kind, registry.Settings);
        var (id, token) = await fixture.CreateAsync(
            """{"cart":{"id":"../a b?c=1&é"},"items":[1.50,2],"user":"Ann: +/=","unlisted":"x"}"""
        );
        using var response = await RenderAsync(fixture.Server, "cart", id, token);

        var body = await response.JsonAsync();
        AssertJson.Equal("""{"n":1}""", body.GetProperty("record").GetProperty("props"));
        // A client that kept it could show it to whoever has the session's place next.
        Assert.Equal(0, body.GetProperty("ttl").GetInt32());
        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.Equal(("/carts/..%2Fa%20b%3Fc%3D1%26%C3%A9?first=1.50", "u Ann: +/="), Assert.Single(seen));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"v":null}""")]
    [InlineData("""{"v":{"w":1}}""")]
    [InlineData("""{"v":[1]}""")]
    [InlineData("""{"v":".."}""")]
    [InlineData("""{"v":"a\r\nX-Evil: 1"}""", true)]
    [InlineData("""{"v":"é"}""", true)]
    [InlineData("long")]
    public async Task A_value_that_is_missing_or_could_change_the_request_is_not_sent(
        string context,
        bool inHeader = false
    )
    {
        await using var stub = await StubHttpServer.StartAsync(http => http.Response.WriteAsync("{}"));
        var place = inHeader ? "\"headers\":{\"X\":\"{session.v}\"}," : "";
        var url = inHeader ? stub.Url : $"{stub.Url}a/{{session.v}}/b";
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "must",
                    more: $$""","dataProvider":{"url":"{{url}}",{{place}}"session":["v"],"required":true}"""
                ),
                Intent("may", more: $$""","dataProvider":{"url":"{{url}}",{{place}}"session":["v"]}""")
            )
        );
        await using var fixture = await SessionFixture.StartAsync(DatabaseKind.Sqlite, registry.Settings);
        var (id, token) = await fixture.CreateAsync(
            context is "long" ? $$"""{"v":"{{new string('x', 2_049)}}"}""" : context
        );
        using var must = await RenderAsync(fixture.Server, "must", id, token);
        using var may = await RenderAsync(fixture.Server, "may", id, token);

        await must.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
        AssertJson.Equal("""["http"]""", (await may.JsonAsync()).GetProperty("degraded"));
        Assert.Equal(0, stub.Requests);
    }

    [Fact]
    public async Task Without_a_session_an_intent_that_reads_one_says_so_or_goes_without()
    {
        await using var stub = await StubHttpServer.StartAsync(http => http.Response.WriteAsync("{}"));
        using var registry = new TestRegistry(
            Intents(
                Intent("must", more: $$""","dataProvider":{"url":"{{stub.Url}}","session":["v"],"required":true}"""),
                Intent("may", more: $$""","dataProvider":{"url":"{{stub.Url}}","session":["v"]}"""),
                Intent("unlisted", more: $$$""","dataProvider":{"url":"{{{stub.Url}}}{session.v}","required":true}""")
            )
        );
        await using var fixture = await SessionFixture.StartAsync(DatabaseKind.Sqlite, registry.Settings);
        var (id, token) = await fixture.CreateAsync("""{"v":"secret"}""");
        using var must = await fixture.Server.RenderAsync("must");
        using var may = await fixture.Server.RenderAsync("may");
        using var unlisted = await RenderAsync(fixture.Server, "unlisted", id, token);

        var error = await must.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains("context.sessionId", error.GetProperty("message").GetString());
        AssertJson.Equal("""["http"]""", (await may.JsonAsync()).GetProperty("degraded"));
        await unlisted.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
        Assert.Equal(0, stub.Requests);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Data_of_a_session_is_cached_for_it_alone_and_until_its_values_change(DatabaseKind kind)
    {
        await using var stub = await StubHttpServer.StartAsync(http =>
            http.Response.WriteAsync($$"""{"path":"{{http.Request.Path}}"}""")
        );
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "mine",
                    more: $$$""","dataProvider":{"url":"{{{stub.Url}}}{session.v}","session":["v"],"cacheSeconds":60}"""
                )
            )
        );
        await using var fixture = await SessionFixture.StartAsync(kind, registry.Settings);
        var one = await fixture.CreateAsync("""{"v":"same"}""");
        var two = await fixture.CreateAsync("""{"v":"same"}""");
        async Task<string?> Path((Guid Id, (string, string) Token) session)
        {
            using var response = await RenderAsync(fixture.Server, "mine", session.Id, session.Token);
            return (await response.JsonAsync())
                .GetProperty("record")
                .GetProperty("props")
                .GetProperty("path")
                .GetString();
        }

        Assert.Equal(("/same", "/same", 1), (await Path(one), await Path(one), stub.Requests));
        Assert.Equal(("/same", 2), (await Path(two), stub.Requests));
        using var other = await fixture.PutAsync(
            one.Id,
            """{"context":{"v":"same","w":1}}""",
            one.Token,
            ("If-Match", "\"1\"")
        );
        Assert.Equal(("/same", 2), (await Path(one), stub.Requests));
        using var next = await fixture.PutAsync(
            one.Id,
            """{"context":{"v":"next"}}""",
            one.Token,
            ("If-Match", "\"2\"")
        );
        Assert.Equal(("/next", "/same", 3), (await Path(one), await Path(two), stub.Requests));
    }

    [Fact]
    public async Task A_provider_in_code_gets_the_listed_values()
    {
        using var registry = new TestRegistry(
            Intents(Intent("things", more: ",\"dataProvider\":{\"name\":\"echo\",\"session\":[\"a.b\",\"none\"]}"))
        );
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(
            database,
            registry.Settings,
            services => services.AddSingleton<IIntentDataProvider>(new Echo())
        );
        using var made = await server.PostAsync("/api/sessions", """{"context":{"a":{"b":[1]},"c":2}}""");
        var session = await made.JsonAsync();
        using var response = await RenderAsync(
            server,
            "things",
            session.GetProperty("id").GetGuid(),
            ("X-Session-Token", session.GetProperty("token").GetString()!)
        );

        AssertJson.Equal(
            """{"echo":{"a.b":[1]}}""",
            (await response.JsonAsync()).GetProperty("record").GetProperty("props")
        );
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Each_render_of_a_batch_has_its_own_session(DatabaseKind kind)
    {
        using var registry = new TestRegistry(Intents(Intent("poll")));
        await using var fixture = await SessionFixture.StartAsync(kind, registry.Settings);
        var (id, token) = await fixture.CreateAsync();
        var render = $$$"""{"intent":{"name":"poll"},"context":{"sessionId":"{{{id}}}"}}""";
        var foreign = $$$"""{"intent":{"name":"poll"},"context":{"sessionId":"{{{Guid.CreateVersion7()}}}"}}""";
        using var response = await fixture.Server.PostAsync(
            "/ixp/render/batch",
            $$"""{"requests":[{{render}},{{foreign}},{{render}},{"intent":{"name":"poll"} }]}""",
            token
        );

        var results = (await response.JsonAsync()).GetProperty("results").EnumerateArray();
        Assert.Equal([200, 404, 200, 200], results.Select(result => result.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task While_the_database_is_away_renders_are_answered_without_their_session()
    {
        await using var stub = await StubHttpServer.StartAsync(http => http.Response.WriteAsync("""{"n":1}"""));
        using var registry = new TestRegistry(
            Intents(
                Intent("poll"),
                Intent("may", more: $$$""","dataProvider":{"url":"{{{stub.Url}}}{session.v}","session":["v"]}"""),
                Intent("must", more: $$""","dataProvider":{"url":"{{stub.Url}}","session":["v"],"required":true}""")
            )
        );
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = IxpTestServer.Start(
            database,
            registry.Settings,
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time))
        );
        using var made = await server.PostAsync("/api/sessions", """{"context":{"v":"x"}}""");
        var session = await made.JsonAsync();
        var id = session.GetProperty("id").GetGuid();
        var token = ("X-Session-Token", session.GetProperty("token").GetString()!);

        await database.ExecuteAsync("ALTER TABLE sessions RENAME TO away");
        using var poll = await RenderAsync(server, "poll", id, token);
        using var may = await RenderAsync(server, "may", id, token);
        using var must = await RenderAsync(server, "must", id, token);
        Assert.Equal(HttpStatusCode.OK, poll.StatusCode);
        Assert.False((await poll.JsonAsync()).TryGetProperty("degraded", out _));
        AssertJson.Equal("""["http"]""", (await may.JsonAsync()).GetProperty("degraded"));
        await must.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
        Assert.Equal(0, stub.Requests);

        // For a moment nobody asks the database again, and then sessions are back by themselves.
        await database.ExecuteAsync("ALTER TABLE away RENAME TO sessions");
        using var still = await RenderAsync(server, "may", id, token);
        Assert.True((await still.JsonAsync()).TryGetProperty("degraded", out _));
        time.Advance(TimeSpan.FromSeconds(6));
        using var back = await RenderAsync(server, "may", id, token);
        Assert.False((await back.JsonAsync()).TryGetProperty("degraded", out _));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_holds_no_render_up()
    {
        using var registry = new TestRegistry(Intents(Intent("poll")));
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(registry.Settings)
            {
                // Nobody answers there.
                ["ConnectionStrings:ixpdb"] = "Host=127.0.0.1;Port=1;Database=none;Username=x;Password=y",
            }
        );
        using var response = await RenderAsync(server, "poll", Guid.CreateVersion7());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_list_of_session_values_that_is_wrong_is_a_fault_of_the_registry()
    {
        string[] lists = ["\"cart\"", "[\"\"]", "[\"a..b\"]", "[\"a/b\"]", "[\"a\",\"a\"]", "[7]"];
        using var registry = new TestRegistry(
            Intents([
                .. lists.Select(
                    (list, i) => Intent($"x{i}", more: $$""","dataProvider":{"name":"weather","session":{{list}} }""")
                ),
            ])
        );
        await using var server = ServerProcess.Start(
            ("PORT", "0"),
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("INTENTS_FILE", registry.IntentsFile),
            ("COMPONENTS_FILE", registry.ComponentsFile)
        );

        Assert.Equal(78, await server.ExitAsync());
        for (var i = 0; i < lists.Length; i++)
        {
            Assert.Contains($"#/intents/{i}/dataProvider/session", server.Output);
        }
    }

    private static Task<HttpResponseMessage> RenderAsync(
        IxpTestServer server,
        string intent,
        Guid session,
        params (string, string)[] headers
    ) =>
        server.PostAsync(
            "/ixp/render",
            $$$"""{"intent":{"name":"{{{intent}}}"},"context":{"sessionId":"{{{session}}}"}}""",
            headers
        );

    private sealed class Echo : IIntentDataProvider
    {
        public string Name => "echo";

        public Task<ProviderAnswer> GetAsync(JsonElement parameters, CancellationToken cancel) =>
            throw new DataProviderException("The session is needed");

        public Task<ProviderAnswer> GetAsync(JsonElement parameters, JsonElement session, CancellationToken cancel) =>
            Task.FromResult(new ProviderAnswer(JsonElement.Parse($$"""{"echo":{{session.GetRawText()}} }"""), "code"));
    }
}
