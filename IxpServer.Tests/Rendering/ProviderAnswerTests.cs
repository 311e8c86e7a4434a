using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using IxpServer.Api.Rendering.Data;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Rendering;

/// <summary>What an answer from outside may be: it is passed on as it is meant, or it is a failure with a name.</summary>
public sealed class ProviderAnswerTests(ProviderAnswerTests.Fixture fixture)
    : IClassFixture<ProviderAnswerTests.Fixture>
{
    private const string Good = """{"v":"ü"}""";

    /// <summary>Answers that are passed on: type, encoding, bytes.</summary>
    public static TheoryData<string?, string?, byte[]> GoodAnswers =>
        new()
        {
            { null, null, Encoding.UTF8.GetBytes(Good) },
            { "application/json", null, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)] },
            { "application/json; charset=\"UTF-8\"", null, Encoding.UTF8.GetBytes(Good) },
            { "text/plain; charset=utf8", null, Encoding.UTF8.GetBytes(Good) },
            { "application/json; charset=iso-8859-1", null, Encoding.Latin1.GetBytes(Good) },
            { "application/json; charset=windows-1252", null, Encoding.Latin1.GetBytes(Good) },
            { "application/json; charset=utf-16le", null, Encoding.Unicode.GetBytes(Good) },
            { "application/json; charset=utf-16", null, [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Good)] },
            { "application/json", null, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Good)] },
            { "application/json", null, [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes(Good)] },
            { "application/json", "gzip", Compress(Good, "gzip") },
            { "application/json", "GZip", Compress(Good, "gzip") },
            { "application/json", "x-gzip", Compress(Good, "gzip") },
            { "application/json", "br", Compress(Good, "br") },
            { "application/json", "deflate", Compress(Good, "deflate") },
            { "application/json; charset=iso-8859-1", "gzip", Compress(Good, "gzip", Encoding.Latin1) },
            { "application/json", "identity", Encoding.UTF8.GetBytes(Good) },
            { "application/json", null, """{"v":"\u00fc"}"""u8.ToArray() },
            { "application/json", null, """{"v":"ü","emoji":"\ud83d\ude00"}"""u8.ToArray() },
        };

    /// <summary>Answers that are not, and why.</summary>
    public static TheoryData<string, string?, string?, byte[]> BadAnswers =>
        new()
        {
            { "bad_text", null, null, """{"v":"cut \ud83d"}"""u8.ToArray() },
            { "bad_text", null, null, """{"v":{"\udc00":1}}"""u8.ToArray() },
            { "bad_text", null, null, """{"v":"\u0000"}"""u8.ToArray() },
            { "charset", null, null, [.. "{\"v\":\""u8, 0xFC, .. "\"}"u8] },
            { "charset", "application/json; charset=us-ascii", null, [.. "{\"v\":\""u8, 0xFC, .. "\"}"u8] },
            { "charset", "application/json; charset=utf-16le", null, [0x7B, 0x00, 0x00, 0xD8, 0x7D, 0x00] },
            { "charset", "application/json; charset=klingon", null, Encoding.UTF8.GetBytes(Good) },
            { "charset", "application/json; charset=utf-7", null, Encoding.UTF8.GetBytes(Good) },
            { "encoding", null, "gzip", Encoding.UTF8.GetBytes(Good) },
            { "encoding", null, "br", Encoding.UTF8.GetBytes(Good) },
            { "encoding", null, "zstd", Encoding.UTF8.GetBytes(Good) },
            { "encoding", null, "gzip, br", Compress(Good, "br") },
            { "too_large", null, null, Encoding.UTF8.GetBytes($"{{\"v\":\"{new string('x', 2_000_000)}\"}}") },
            { "too_large", null, "br", Compress($"{{\"v\":\"{new string('x', 50_000_000)}\"}}", "br") },
            { "too_deep", null, null, Encoding.UTF8.GetBytes($"{{\"v\":{new string('[', 61)}{new string(']', 61)}}}") },
            {
                "too_deep",
                null,
                null,
                Encoding.UTF8.GetBytes($"{{\"v\":{new string('[', 9_000)}{new string(']', 9_000)}}}")
            },
            { "bad_number", null, null, """{"v":1e999}"""u8.ToArray() },
            { "too_many_members", null, null, Encoding.UTF8.GetBytes(Members(140_000)) },
            { "not_json", "text/html; charset=utf-8", null, "<!doctype html><title>Sign in</title>"u8.ToArray() },
            { "not_json", null, null, [] },
            { "not_json", null, null, "{\"v\":NaN}"u8.ToArray() },
            { "not_json", null, null, "callback({\"v\":1})"u8.ToArray() },
            { "not_an_object", null, null, "[1]"u8.ToArray() },
            { "not_an_object", null, null, "null"u8.ToArray() },
        };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(GoodAnswers))]
    public async Task An_answer_is_read_as_it_says_it_is(string? type, string? encoding, byte[] body)
    {
        fixture.Answer = (200, type, encoding, body);
        using var response = await fixture.Server.RenderAsync("must");
        var answer = await response.JsonAsync();

        Assert.Equal("ü", answer.GetProperty("record").GetProperty("props").GetProperty("v").GetString());
        AssertJson.Equal("""{"dataProvider":{"name":"p","source":"live"}}""", answer.GetProperty("metadata"));
        Assert.Contains("gzip", fixture.Asked["Accept-Encoding"].ToString());
        Assert.StartsWith("IXP-Server/", fixture.Asked.UserAgent.ToString());
        Assert.Equal("application/json", fixture.Asked.Accept.ToString());
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(BadAnswers))]
    public async Task An_answer_that_cannot_be_passed_on_is_a_failure_with_a_reason(
        string reason,
        string? type,
        string? encoding,
        byte[] body
    )
    {
        await FailsAsync(reason, (200, type, encoding, body));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(304)]
    public Task A_status_that_is_no_success_is_one_too(int status) => FailsAsync("status", (status, null, null, []));

    /// <summary>Degraded without data, a 502 if it is required; and an earlier answer stays and is served.</summary>
    private async Task FailsAsync(string reason, (int, string?, string?, byte[]) answer)
    {
        var id = fixture.NextId();
        fixture.Answer = (200, null, null, Encoding.UTF8.GetBytes(Good));
        using var first = await fixture.Server.RenderAsync("must", $$"""{"id":"{{id}}"}""");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        fixture.Answer = answer;
        using var old = await fixture.Server.RenderAsync("must", $$"""{"id":"{{id}}"}""");
        var stale = await old.JsonAsync();
        Assert.Equal("ü", stale.GetProperty("record").GetProperty("props").GetProperty("v").GetString());
        AssertJson.Equal("""["p"]""", stale.GetProperty("degraded"));
        AssertJson.Equal(
            $$"""{"dataProvider":{"name":"p","source":"live","reason":"{{reason}}"} }""",
            stale.GetProperty("metadata")
        );

        using var optional = await fixture.Server.RenderAsync("may", $$"""{"id":"{{id}}"}""");
        var without = await optional.JsonAsync();
        AssertJson.Equal($$"""{"id":"{{id}}"}""", without.GetProperty("record").GetProperty("props"));
        AssertJson.Equal(
            $$"""{"dataProvider":{"name":"p","source":"none","reason":"{{reason}}"} }""",
            without.GetProperty("metadata")
        );

        using var required = await fixture.Server.RenderAsync("must", $$"""{"id":"{{fixture.NextId()}}"}""");
        var error = await required.ErrorAsync(HttpStatusCode.BadGateway, "DATA_PROVIDER_ERROR");
        AssertJson.Equal($$"""{"provider":"p","reason":"{{reason}}"}""", error.GetProperty("details"));

        Assert.Contains(
            fixture.Lines.Lines,
            line =>
                line.Level is LogLevel.Warning
                && line.Message.StartsWith(
                    $"Data provider 'p' failed for intent 'may' ({reason}): ",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(("p", reason), fixture.Counted);
    }

    [Fact]
    public async Task Data_that_the_component_does_not_take_do_not_displace_those_that_it_takes()
    {
        var id = fixture.NextId();
        fixture.Answer = (200, null, null, """{"n":1}"""u8.ToArray());
        (await fixture.Server.RenderAsync("strict", $$"""{"id":"{{id}}"}""")).Dispose();
        fixture.Answer = (200, null, null, """{"n":"one"}"""u8.ToArray());
        using var response = await fixture.Server.PostAsync(
            "/ixp/render",
            $$"""{"intent":{"name":"strict","parameters":{"id":"{{id}}"} },"options":{"own":true} }"""
        );
        var answer = await response.JsonAsync();

        AssertJson.Equal($$"""{"id":"{{id}}","n":1,"own":true}""", answer.GetProperty("record").GetProperty("props"));
        Assert.Equal(
            "unexpected_shape",
            answer.GetProperty("metadata").GetProperty("dataProvider").GetProperty("reason").GetString()
        );
    }

    [Fact]
    public async Task A_provider_in_code_is_held_to_the_same()
    {
        fixture.Code.Answer = () => JsonElement.Parse("""{"v":"\ud800"}""");
        using var response = await fixture.Server.RenderAsync("code", $$"""{"id":"{{fixture.NextId()}}"}""");
        var metadata = (await response.JsonAsync()).GetProperty("metadata");

        AssertJson.Equal("""{"dataProvider":{"name":"code","source":"none","reason":"bad_text"}}""", metadata);
    }

    [Fact]
    public async Task A_fault_of_the_code_is_an_error_and_never_passes_for_bad_data()
    {
        var id = fixture.NextId();
        fixture.Code.Answer = () => JsonElement.Parse("""{"v":1}""");
        (await fixture.Server.RenderAsync("code", $$"""{"id":"{{id}}"}""")).Dispose();
        fixture.Code.Answer = () => throw new KeyNotFoundException("a bug");
        foreach (var known in new[] { id, fixture.NextId() })
        {
            using var response = await fixture.Server.RenderAsync("code", $$"""{"id":"{{known}}"}""");
            await response.ErrorAsync(HttpStatusCode.InternalServerError, "INTERNAL_ERROR");
        }

        Assert.Contains(
            fixture.Lines.Lines,
            line =>
                line.Level is LogLevel.Error
                && line.Message.Contains("'code' has a fault in its code", StringComparison.Ordinal)
        );
        Assert.Contains(("code", "internal_error"), fixture.Counted);
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await fixture.Server.GetAsync("/metrics");
                var text = await response.TextAsync();
                return text.Contains("ixp_data_provider_failures_total{", StringComparison.Ordinal)
                    && text.Contains("outcome=\"error\"", StringComparison.Ordinal);
            },
            "the metrics have it"
        );
    }

    private static string Members(int count) =>
        $"{{\"v\":[{string.Join(',', Enumerable.Repeat("{\"\":0,\"x\":0}", count / 2))}]}}";

    private static byte[] Compress(string text, string encoding, Encoding? charset = null)
    {
        using var buffer = new MemoryStream();
        using (
            Stream compressor = encoding switch
            {
                "gzip" => new GZipStream(buffer, CompressionLevel.Fastest),
                "br" => new BrotliStream(buffer, CompressionLevel.Fastest),
                _ => new ZLibStream(buffer, CompressionLevel.Fastest),
            }
        )
        {
            compressor.Write((charset ?? Encoding.UTF8).GetBytes(text));
        }

        return buffer.ToArray();
    }

    /// <summary>One server and one provider for all of it.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private TestRegistry _registry = null!;
        private readonly MeterListener _listener = new();
        private StubHttpServer _stub = null!;
        private int _ids;

        internal IxpTestServer Server { get; private set; } = null!;

        internal AnyLevel Lines { get; } = new();

        internal InCode Code { get; } = new();

        /// <summary>The failures that were counted: provider and reason.</summary>
        internal ConcurrentBag<(string?, string?)> Counted { get; } = [];

        /// <summary>What the provider answers: status, type, encoding, body.</summary>
        internal (int Status, string? Type, string? Encoding, byte[] Body) Answer { get; set; }

        /// <summary>The headers that it was asked with last.</summary>
        internal IHeaderDictionary Asked { get; private set; } = new HeaderDictionary();

        internal string NextId() => $"{Interlocked.Increment(ref _ids)}";

        public async ValueTask InitializeAsync()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name is "ixp.data_provider.failures")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (_, _, labels, _) => Counted.Add((labels[0].Value?.ToString(), labels[1].Value?.ToString()))
            );
            _listener.Start();
            _stub = await StubHttpServer.StartAsync(context =>
            {
                Asked = new HeaderDictionary(context.Request.Headers.ToDictionary());
                var (status, type, encoding, body) = Answer;
                context.Response.StatusCode = status;
                context.Response.ContentType = type;
                if (encoding is not null)
                {
                    context.Response.Headers.ContentEncoding = encoding;
                }

                return status is 304 ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
            });
            const string Parameters = """{"type":"object","properties":{"id":{"type":"string"}}}""";
            string Provider(string more) =>
                $",\"dataProvider\":{{\"name\":\"p\",\"url\":\"{_stub.Url}\",\"cacheSeconds\":0{more}}}";
            _registry = new TestRegistry(
                Intents(
                    Intent("must", Parameters, Provider(",\"required\":true")),
                    Intent("may", Parameters, Provider("")),
                    Intent("strict", Parameters, Provider(""))
                        .Replace("\"Card\"", "\"Strict\"", StringComparison.Ordinal),
                    Intent("code", Parameters, ",\"dataProvider\":{\"name\":\"code\",\"cacheSeconds\":0}")
                ),
                Components(
                    Component("Card"),
                    Component("Strict")
                        .Replace(
                            "\"propsSchema\":{\"type\":\"object\"}",
                            "\"propsSchema\":{\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"own\"]}",
                            StringComparison.Ordinal
                        )
                )
            );
            Server = IxpTestServer.Start(
                new Dictionary<string, string?>(_registry.Settings) { ["Ixp:Metrics:Enabled"] = "true" },
                services => services.AddSingleton<IIntentDataProvider>(Code).AddSingleton<ILoggerProvider>(Lines)
            );
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await Server.DisposeAsync();
            await _stub.DisposeAsync();
            _registry.Dispose();
        }
    }

    /// <summary>A provider in code that answers as the test says.</summary>
    internal sealed class InCode : IIntentDataProvider
    {
        public string Name => "code";

        internal Func<JsonElement> Answer { get; set; } = () => JsonElement.Parse("{}");

        public Task<ProviderAnswer> GetAsync(JsonElement parameters, CancellationToken cancel) =>
            Task.FromResult(new ProviderAnswer(Answer(), "live"));
    }
}
