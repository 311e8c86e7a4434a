using System.Diagnostics;
using System.Net;
using System.Text.Json;
using IxpServer.Api.Caching;
using IxpServer.Api.Registry;
using IxpServer.Api.Rendering.Data;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Rendering;

/// <summary>Data from providers: where it is from, and what happens when it is not to be had.</summary>
public sealed class DataProviderTests
{
    private const string Parameters =
        """{"type":"object","properties":{"id":{"type":"string"},"title":{"type":"string"}}}""";

    [Fact]
    public async Task An_http_provider_gives_props_from_its_answer()
    {
        string? path = null;
        string? secret = null;
        await using var stub = await StubHttpServer.StartAsync(context =>
        {
            path = context.Request.Path + context.Request.QueryString;
            secret = context.Request.Headers["X-Key"];
            return context.Response.WriteAsJsonAsync(
                new { data = new { items = new[] { new { label = "one" } } }, total = 1 }
            );
        });
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "things",
                    Parameters,
                    $$$""","dataProvider":{"name":"shop","url":"{{{stub.Url}}}items/{id}?q={title}","headers":{"X-Key":"k-{secret:SHOP}"},"map":{"first":"/data/items/0/label","total":"/total","none":"/nothing/here"}}"""
                )
            )
        );
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(registry.Settings) { ["Ixp:Secrets:SHOP"] = "s3cret" }
        );
        using var response = await server.RenderAsync("things", """{"id":"../a b&c","title":"é?x=1"}""");

        var body = await response.JsonAsync();
        AssertJson.Equal(
            """{"id":"../a b&c","title":"é?x=1","first":"one","total":1}""",
            body.GetProperty("record").GetProperty("props")
        );
        AssertJson.Equal("""{"dataProvider":{"name":"shop","source":"live"}}""", body.GetProperty("metadata"));
        Assert.False(body.TryGetProperty("degraded", out _));
        Assert.Equal("/items/..%2Fa%20b&c?q=%C3%A9%3Fx%3D1", path);
        Assert.Equal("k-s3cret", secret);
    }

    [Fact]
    public async Task A_passing_failure_of_the_provider_is_retried()
    {
        var first = true;
        await using var stub = await StubHttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = first ? 503 : 200;
            first = false;
            return context.Response.WriteAsync("""{"n":1}""");
        });
        using var registry = new TestRegistry(
            Intents(Intent("things", Parameters, Provider(stub, ",\"required\":true,\"timeoutMs\":20000")))
        );
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.RenderAsync("things");

        AssertJson.Equal("""{"n":1}""", (await response.JsonAsync()).GetProperty("record").GetProperty("props"));
        Assert.Equal(2, stub.Requests);
    }

    [Fact]
    public async Task Provider_data_wins_over_parameters_and_options_over_neither()
    {
        await using var stub = await StubHttpServer.StartAsync(context =>
            context.Response.WriteAsync("""{"title":"from data"}""")
        );
        using var registry = new TestRegistry(Intents(Intent("things", Parameters, Provider(stub))));
        await using var server = IxpTestServer.Start(registry);
        using var response = await server.PostAsync(
            "/ixp/render",
            """{"intent":{"name":"things","parameters":{"id":"1","title":"asked"}},"options":{"title":"option","extra":true}}"""
        );

        AssertJson.Equal(
            """{"id":"1","title":"from data","extra":true}""",
            (await response.JsonAsync()).GetProperty("record").GetProperty("props")
        );
    }

    [Fact]
    public async Task Equal_requests_are_answered_from_the_cache()
    {
        await using var stub = await StubHttpServer.StartAsync(context => context.Response.WriteAsync("{}"));
        using var registry = new TestRegistry(
            Intents(Intent("things", Parameters, Provider(stub, ",\"cacheSeconds\":60")))
        );
        await using var server = IxpTestServer.Start(registry);
        await server.RenderAsync("things", """{"id":"1"}""");
        await server.RenderAsync("things", """{"id":"1","dropped":true}""");
        await server.RenderAsync("things", """{"id":"2"}""");

        Assert.Equal(2, stub.Requests);
    }

    [Fact]
    public async Task The_last_good_answer_is_served_while_the_provider_fails_and_says_so()
    {
        await using var stub = await StubHttpServer.StartAsync(context => context.Response.WriteAsync("""{"n":1}"""));
        using var registry = new TestRegistry(
            Intents(Intent("things", Parameters, Provider(stub, ",\"cacheSeconds\":0,\"required\":true")))
        );
        await using var server = IxpTestServer.Start(registry);
        Assert.True((await server.RenderAsync("things")).IsSuccessStatusCode);
        stub.Answer = context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };

        using var response = await server.RenderAsync("things");
        var body = await response.JsonAsync();
        AssertJson.Equal("""{"n":1}""", body.GetProperty("record").GetProperty("props"));
        AssertJson.Equal("""["things-data"]""", body.GetProperty("degraded"));
        Assert.Equal("no-store", response.Header("Cache-Control"));
        var totals = server.Services.GetRequiredService<CacheMetrics>().Totals;
        Assert.Equal((1, 1), (totals.StaleServed, totals.Errors));
    }

    public static TheoryData<string> Failures => ["404", "redirect", "not json", "an array", "slow", "huge"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_required_provider_that_fails_is_a_502_and_another_is_left_out(string failure)
    {
        await using var stub = await StubHttpServer.StartAsync(context => FailAsync(context, failure));
        using var registry = new TestRegistry(
            Intents(
                Intent("must", Parameters, Provider(stub, ",\"required\":true,\"timeoutMs\":300")),
                Intent("may", Parameters, Provider(stub, ",\"timeoutMs\":300"))
            )
        );
        await using var server = IxpTestServer.Start(registry);
        using var must = await server.RenderAsync("must", """{"id":"1"}""");
        using var may = await server.RenderAsync("may", """{"id":"1"}""");

        var error = await must.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
        Assert.DoesNotContain("127.0.0.1", error.GetProperty("message").GetString());
        var body = await may.JsonAsync();
        AssertJson.Equal("""{"id":"1"}""", body.GetProperty("record").GetProperty("props"));
        AssertJson.Equal("""["things-data"]""", body.GetProperty("degraded"));
    }

    [Fact]
    public async Task A_provider_that_fails_without_an_earlier_answer_is_left_alone_for_a_moment()
    {
        await using var stub = await StubHttpServer.StartAsync(context => FailAsync(context, "404"));
        using var registry = new TestRegistry(
            Intents(Intent("things", Parameters, Provider(stub, ",\"required\":true")))
        );
        await using var server = IxpTestServer.Start(registry);
        var (id, before) = (0, 0);
        await Eventually.TrueAsync(
            async () =>
            {
                (id, before) = (id + 1, stub.Requests);
                var startedAt = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RenderAsync()));
                using var again = await RenderAsync();

                await again.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
                // Else the moment, a second, may have been over before the last of them.
                return Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromSeconds(1);
            },
            "renders within a moment"
        );
        Assert.Equal(before + 1, stub.Requests);

        stub.Answer = context => context.Response.WriteAsync("""{"n":1}""");
        await Eventually.TrueAsync(
            async () => (await RenderAsync()).IsSuccessStatusCode,
            "the provider is asked again"
        );
        Assert.Equal(before + 2, stub.Requests);

        Task<HttpResponseMessage> RenderAsync() => server.RenderAsync("things", $$"""{"id":"{{id}}"}""");
    }

    [Fact]
    public async Task A_secret_that_is_not_in_the_secrets_section_is_not_sent()
    {
        await using var stub = await StubHttpServer.StartAsync(context => context.Response.WriteAsync("{}"));
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "things",
                    Parameters,
                    Provider(stub, ",\"required\":true,\"headers\":{\"X\":\"{secret:../Security:JwtSecret}\"}")
                ),
                Intent("other", Parameters, Provider(stub, ",\"required\":true,\"headers\":{\"X\":\"{secret:NOPE}\"}"))
            )
        );
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(registry.Settings) { ["Ixp:Security:JwtSecret"] = new string('j', 40) }
        );

        await (await server.RenderAsync("things")).ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
        await (await server.RenderAsync("other")).ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
        Assert.Equal(0, stub.Requests);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_parameter_cannot_change_the_providers_path(string id)
    {
        await using var stub = await StubHttpServer.StartAsync(context => context.Response.WriteAsync("{}"));
        using var registry = new TestRegistry(
            Intents(
                Intent("things", Parameters, $$""","dataProvider":{"url":"{{stub.Url}}v1/{id}/x","required":true}""")
            )
        );
        await using var server = IxpTestServer.Start(registry);

        await (await server.RenderAsync("things", $$"""{"id":"{{id}}"}""")).ErrorAsync(
            HttpStatusCode.BadGateway,
            "DATA_PROVIDER_ERROR"
        );
        Assert.Equal(0, stub.Requests);
    }

    [Fact]
    public async Task Data_of_an_earlier_definition_is_not_served_for_the_next()
    {
        await using var stub = await StubHttpServer.StartAsync(context =>
            context.Response.WriteAsync($$"""{"path":"{{context.Request.Path}}"}""")
        );
        string Version(int number) =>
            Intents(
                Intent(
                    "things",
                    Parameters,
                    $$""","dataProvider":{"url":"{{stub.Url}}v{{number}}","cacheSeconds":60}"""
                )
            );
        using var registry = new TestRegistry(Version(1));
        await using var server = IxpTestServer.Start(registry);
        async Task<string?> Path() =>
            (await (await server.RenderAsync("things")).JsonAsync())
                .GetProperty("record")
                .GetProperty("props")
                .GetProperty("path")
                .GetString();

        Assert.Equal("/v1", await Path());
        registry.WriteIntents(Version(2));
        await Eventually.TrueAsync(async () => await Path() is "/v2", "the new provider is asked");
    }

    [Fact]
    public async Task A_provider_in_code_is_found_by_name()
    {
        using var registry = new TestRegistry(
            Intents(Intent("things", Parameters, ",\"dataProvider\":{\"name\":\"echo\"}"))
        );
        await using var server = IxpTestServer.Start(
            registry,
            services => services.AddSingleton<IIntentDataProvider>(new Echo())
        );
        using var response = await server.RenderAsync("things", """{"id":"7"}""");

        var body = await response.JsonAsync();
        AssertJson.Equal("""{"id":"7","echo":{"id":"7"}}""", body.GetProperty("record").GetProperty("props"));
        AssertJson.Equal("""{"dataProvider":{"name":"echo","source":"code"}}""", body.GetProperty("metadata"));
    }

    [Theory]
    [InlineData("\"name\":\"nobody\"", "/dataProvider/name", "weather")]
    [InlineData("\"url\":\"http://a.example/{id}/{other}\"", "/dataProvider/url", "{other}")]
    [InlineData(
        "\"url\":\"http://a.example/\",\"headers\":{\"X/Y\":\"{secret:NOPE}\"}",
        "/dataProvider/headers/X~1Y",
        "Ixp__Secrets__NOPE"
    )]
    [InlineData("\"url\":\"http://a.example/\",\"headers\":{\"X\":\"{id}\"}", "/dataProvider/headers/X", "{id}")]
    public async Task A_provider_that_can_never_answer_is_reported_at_load(
        string provider,
        string pointer,
        string words
    )
    {
        using var registry = new TestRegistry(
            Intents(Intent("things", Parameters, $",\"dataProvider\":{{{provider}}}"))
        );
        await using var server = IxpTestServer.Start(registry);
        var health = await server.GetJsonAsync("/ixp/health");
        var message = health.GetProperty("checks").GetProperty("registry").GetProperty("message").GetString();

        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Contains($"intents.json#/intents/0{pointer}: ", message);
        Assert.Contains(words, message);
        Assert.DoesNotContain(";", message);
    }

    [Theory]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"type":"object","properties":{"a":{}},"patternProperties":{"^i":{}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{}},"unevaluatedProperties":true}""")]
    [InlineData("""{"type":"object","properties":{"a":{}},"oneOf":[{"required":["a"]},{"properties":{"id":{}}}]}""")]
    [InlineData("""{"type":"object","$ref":"#/$defs/p","$defs":{"p":{"properties":{"id":{}}}}}""")]
    public async Task A_url_may_use_any_parameter_that_some_request_can_have(string parameters)
    {
        using var registry = new TestRegistry(
            Intents(Intent("things", parameters, ",\"dataProvider\":{\"url\":\"http://a.example/{id}\"}"))
        );
        await using var server = IxpTestServer.Start(registry);

        // Of the whole server a busy machine may say that it is degraded.
        var check = (await server.GetJsonAsync("/ixp/health")).GetProperty("checks").GetProperty("registry");
        Assert.Equal("pass", check.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"id":{"type":"string"}}}""", "/{id}", 1)]
    [InlineData(
        """{"type":"object","properties":{"id":{"type":["string","null"]}},"required":["id"]}""",
        "/{id}?x=1",
        1
    )]
    [InlineData("""{"type":"object","properties":{"id":{"type":"string"}},"required":["id"]}""", "/{id}", 0)]
    [InlineData("""{"type":"object","properties":{"id":{"type":"string","default":"a"}}}""", "/{id}", 0)]
    [InlineData("""{"type":"object","properties":{"id":{"type":"string"}}}""", "/?id={id}#{id}", 0)]
    public async Task A_path_that_needs_what_a_request_may_leave_out_is_warned_of(
        string parameters,
        string path,
        int warnings
    )
    {
        using var registry = new TestRegistry(
            Intents(Intent("things", parameters, $",\"dataProvider\":{{\"url\":\"http://a.example{path}\"}}"))
        );
        await using var server = IxpTestServer.Start(registry);
        var faults = server.Services.GetRequiredService<RegistryStore>().Faults;

        Assert.Equal(warnings, faults.Count);
        Assert.All(
            faults,
            fault =>
            {
                Assert.Equal(FaultSeverity.Warning, fault.Severity);
                Assert.Equal("/intents/0/dataProvider/url", fault.Pointer);
                Assert.StartsWith("{id} is in the path", fault.Message, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task Props_that_lack_a_failed_providers_data_are_a_502_not_a_500()
    {
        await using var stub = await StubHttpServer.StartAsync(context => FailAsync(context, "404"));
        using var registry = new TestRegistry(
            Intents(Intent("things", Parameters, Provider(stub))),
            Components(
                Component("Card")
                    .Replace(
                        "\"propsSchema\":{\"type\":\"object\"}",
                        "\"propsSchema\":{\"required\":[\"n\"]}",
                        StringComparison.Ordinal
                    )
            )
        );
        await using var server = IxpTestServer.Start(registry);

        await (await server.RenderAsync("things")).ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
    }

    private static string Provider(StubHttpServer stub, string more = "") =>
        $$""","dataProvider":{"name":"things-data","url":"{{stub.Url}}"{{more}} }""";

    private static async Task FailAsync(HttpContext context, string failure)
    {
        switch (failure)
        {
            case "404":
                context.Response.StatusCode = 404;
                break;
            case "redirect":
                context.Response.Redirect("/elsewhere");
                break;
            case "not json":
                await context.Response.WriteAsync("<html>");
                break;
            case "an array":
                await context.Response.WriteAsync("[]");
                break;
            case "slow":
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case "huge":
                await context.Response.WriteAsync($"{{\"x\":\"{new string('x', 2_000_000)}\"}}");
                break;
        }
    }

    private sealed class Echo : IIntentDataProvider
    {
        public string Name => "echo";

        public Task<ProviderAnswer> GetAsync(JsonElement parameters, CancellationToken cancel) =>
            Task.FromResult(
                new ProviderAnswer(JsonElement.Parse($$"""{"echo":{{parameters.GetRawText()}} }"""), "code")
            );
    }
}
