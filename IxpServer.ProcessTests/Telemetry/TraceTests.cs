using System.Net.Http.Json;
using System.Text;
using IxpServer.Data.Connections;
using IxpServer.Tests.Caching;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Telemetry;

/// <summary>What collectors are told of a request, by processes as operators run them.</summary>
public sealed class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";
    private const string RedisScope = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    private static readonly (string, string) Testing = ("ASPNETCORE_ENVIRONMENT", "Testing");

    /// <summary>Over OTLP metrics have the names of the conventions and ours, and not those of <c>/metrics</c> too.</summary>
    private static async Task ConventionsAsync(OtlpSink sink)
    {
        string[] wanted =
        [
            "http.server.request.duration",
            "http.client.request.duration",
            "db.client.operation.duration",
            "process.cpu.time",
            "dotnet.gc.collections",
            "ixp.intent.processing.duration",
            "ixp.cache.requests",
        ];
        await Eventually.TrueAsync(
            () => Task.FromResult(wanted.All(sink.Metrics.Contains)),
            $"all of {string.Join(", ", wanted)}"
        );
        Assert.DoesNotContain(sink.Metrics, name => !name.Contains('.', StringComparison.Ordinal));
        Assert.DoesNotContain("aspnetcore.routing.match_attempts", sink.Metrics);
        Assert.DoesNotContain(
            sink.Metrics,
            name => name.StartsWith("aspnetcore.memory_pool", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("dotnet.process.cpu.time", sink.Metrics);
    }

    /// <summary>A request that was answered has its span; only one that was refused or failed has a line besides.</summary>
    private static async Task LinesOfWhatWentWrongAsync(OtlpSink sink, HttpClient http)
    {
        using var refused = await http.GetAsync("/api/users", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Task.FromResult(Lines().Any()), "the line of the refusal");
        Assert.Equal(["Warning"], Lines());
        Assert.Contains(sink.Logs, line => line.Category is "Microsoft.Hosting.Lifetime");

        IEnumerable<string> Lines() =>
            sink.Logs.Where(line => line.Category is "IxpServer.Api.Http.RequestLog").Select(line => line.Level);
    }

    /// <summary>The servers have a process each: spans of one process would reach every collector that one of its servers has.</summary>
    [Fact]
    public async Task A_render_in_a_session_is_one_trace_through_two_services_and_its_log_links_to_it()
    {
        await using var sink = await OtlpSink.StartAsync();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var redis = await HardenedRedis.StartAsync();
        await using var shop = ServerProcess.Start([Testing, ("PORT", "0"), .. sink.Variables("shop", overGrpc: true)]);
        using var registry = new TestRegistry(
            Intents(
                Intent(
                    "weather",
                    more: $$""","dataProvider":{"name":"shop","url":"{{await shop.ListeningAsync()}}ixp/intents/show_weather","required":true}"""
                )
            )
        );
        await using var front = ServerProcess.Start([
            Testing,
            ("PORT", "0"),
            ("INTENTS_FILE", registry.IntentsFile),
            ("COMPONENTS_FILE", registry.ComponentsFile),
            ("ConnectionStrings__cache", redis.ConnectionString),
            ("RATE_LIMIT_MAX", "100000"),
            ("CORS_ORIGIN", "*"),
            .. database.Variables,
            .. sink.Variables("front"),
        ]);
        using var http = new HttpClient { BaseAddress = await front.ReadyAsync() };
        var cancel = TestContext.Current.CancellationToken;
        foreach (var untraced in new[] { "/alive", "/metrics", "/ixp/health", "/assets/app.js" })
        {
            Assert.True((await http.GetAsync(untraced, cancel)).IsSuccessStatusCode, untraced);
        }

        var session = await (
            await http.PostAsJsonAsync("/api/sessions", new { context = new { } }, cancel)
        ).JsonAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ixp/render")
        {
            Content = new StringContent(
                $$$"""{"intent":{"name":"weather"},"context":{"sessionId":{{{session.GetProperty("id").GetRawText()}}}}}""",
                Encoding.UTF8,
                "application/json"
            ),
            Headers =
            {
                { "traceparent", $"00-{Trace}-{Caller}-01" },
                { "x-trace-id", "order-4711" },
                { "X-Session-Token", session.GetProperty("token").GetString() },
            },
        };
        using var response = await http.SendAsync(request, cancel);

        Assert.Equal("order-4711", response.Header("x-trace-id"));
        Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
        var log = await sink.SpanAsync(
            span => span.Name is "ixp.intent_logs.write" && span.TraceId == Trace,
            "the batch's span"
        );
        var root = await sink.SpanAsync(span => span.ParentId == Caller, "the request's span");
        await sink.SpanAsync(span => span.TraceId == Trace && span.Name is "HMGET", "the cache's span");
        await sink.SpanAsync(span => span.TraceId == Trace && span.Name is "INCRBY", "the limit's span");
        var spans = sink.Spans.Where(span => span.TraceId == Trace).ToList();

        Assert.Equal(("front", OtlpSpan.Server), (root.Service, root.Kind));
        Assert.Equal("order-4711", root.Attributes["ixp.trace_id"]);
        Child(root, "INCRBY", RedisScope);
        var render = Child(root, "ixp.render");
        Assert.Equal("weather", render.Attributes["ixp.intent"]);
        Child(render, "ixp.render.resolve");
        Child(render, "ixp.render.validate");
        Child(render, "ixp.render.props");
        var query = spans.First(span => span.Scope is "Npgsql" && span.ParentId == render.Id);
        Assert.Equal("front", query.Service);
        Assert.Equal("postgresql", query.Attributes["db.system.name"]);
        var data = Child(render, "ixp.render.data");
        var cache = Child(data, "HMGET", RedisScope);
        Assert.Equal(("redis", OtlpSpan.Client), (cache.Attributes["db.system.name"], cache.Kind));
        Assert.Equal("127.0.0.1", cache.Attributes["server.address"]);
        var call = Child(data, "GET");
        var called = spans.Single(span => span.Service is "shop");
        Assert.Equal((call.Id, OtlpSpan.Server), (called.ParentId, called.Kind));
        Assert.Equal("/ixp/intents/{name}", called.Attributes["http.route"]);

        // The batch had no other traced request's row, and is a part of this one's trace.
        Assert.Equal(root.Id, log.ParentId);
        Assert.Empty(log.Links);
        Assert.Contains(spans, span => span.Scope is "Npgsql" && span.ParentId == log.Id);

        // Nothing that runs by itself, and no probe, scrape or file.
        Assert.DoesNotContain(sink.Spans, span => span is { Kind: OtlpSpan.Client, ParentId: "" });
        Assert.Equal(
            ["/api/sessions/", "/ixp/render/"],
            sink.Spans.Where(span => span is { Service: "front", Kind: OtlpSpan.Server })
                .Select(span => span.Attributes["http.route"])
                .Order(StringComparer.Ordinal)
        );

        await ConventionsAsync(sink);
        await LinesOfWhatWentWrongAsync(sink, http);

        OtlpSpan Child(OtlpSpan parent, string name, string? scope = null) =>
            Assert.Single(
                spans.Where(span => span.ParentId == parent.Id && span.Name == name),
                span => scope is null || span.Scope == scope
            );
    }
}
