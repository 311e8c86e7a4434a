using System.IO.Compression;
using System.Net;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>Lists, documents, pages and files are sent by the same rules (RFC 9110, sections 8.8.3, 12.5.3, 12.5.5, 13 and 14).</summary>
public sealed class ConditionalTests(ConditionalTests.Server shared) : IClassFixture<ConditionalTests.Server>
{
    private const string Font = "/components/fonts/atkinson-hyperlegible-mono.woff2";

    private readonly IxpTestServer _server = shared.Http;

    public static TheoryData<string> Texts =>
        [
            "/",
            "/ixp",
            "/ixp/",
            "/index.html",
            "/assets/app.js",
            "/assets/css/tokens.css",
            "/assets/logo.svg",
            "/components/weather-card.js",
            "/ixp-frame.js",
            "/ixp/sdk",
            "/ixp/sdk/config",
            "/ixp/sdk/frame",
            "/ixp/theme",
            "/ixp/intents",
            "/ixp/intents?category=none",
            "/ixp/intents/show_weather",
            "/ixp/components/WeatherCard",
            "/openapi/v1.json",
        ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Each_form_has_a_tag_of_its_own_and_caches_are_told_what_it_depends_on(string path)
    {
        using var plain = await _server.GetAsync(path);
        using var gzip = await _server.GetAsync(path, ("Accept-Encoding", "gzip"));
        using var brotli = await _server.GetAsync(path, ("Accept-Encoding", "gzip, deflate, br"));

        Assert.Distinct([Tag(plain), Tag(gzip), Tag(brotli)]);
        Assert.Equal([null, "gzip", "br"], new[] { plain, gzip, brotli }.Select(one => one.Header("Content-Encoding")));
        Assert.All([plain, gzip, brotli], one => Assert.Contains("Accept-Encoding", one.Header("Vary")));
        var text = await plain.TextAsync();
        Assert.Equal(text, Unpack(new GZipStream(await StreamAsync(gzip), CompressionMode.Decompress)));
        Assert.Equal(text, Unpack(new BrotliStream(await StreamAsync(brotli), CompressionMode.Decompress)));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    [InlineData(Font)]
    public async Task What_the_client_has_is_compared_weakly_and_the_304_says_all_that_the_200_did(string path)
    {
        foreach (var accepted in new[] { "identity", "gzip", "br" })
        {
            using var first = await _server.GetAsync(path, ("Accept-Encoding", accepted));
            var tag = Tag(first);
            foreach (var known in new[] { tag, $"W/{tag}", $"\"x\", W/\"y\", {tag}", $"\"a,b\", W/{tag}", "*" })
            {
                using var again = await _server.GetAsync(path, ("Accept-Encoding", accepted), ("If-None-Match", known));
                Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
                Assert.Empty(await again.TextAsync());
                Assert.Null(again.Header("Content-Type"));
                foreach (var name in new[] { "ETag", "Vary", "Cache-Control", "Access-Control-Allow-Origin" })
                {
                    Assert.Equal(first.Header(name), again.Header(name));
                }
            }

            foreach (var other in new[] { $"{tag[..^1]}x\"", "\"\"", tag.Trim('"'), "\"", "" })
            {
                using var whole = await _server.GetAsync(path, ("Accept-Encoding", accepted), ("If-None-Match", other));
                Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
            }
        }
    }

    [Fact]
    public async Task The_tag_of_a_form_that_the_client_does_not_take_is_not_known()
    {
        using var gzip = await _server.GetAsync("/assets/app.js", ("Accept-Encoding", "gzip"));
        using var plain = await _server.GetAsync("/assets/app.js", ("If-None-Match", Tag(gzip)));

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=5-5", 5, 1)]
    [InlineData("BYTES=-7", -7, 7)]
    [InlineData("bytes=1-999999999999999999", 1, -1)]
    [InlineData("bytes=0-9223372036854775807", 0, -1)]
    [InlineData("bytes=3-", 3, -1)]
    [InlineData("bytes=-999999999999", 0, -1)]
    public async Task A_part_is_of_the_body_as_it_is(string range, int start, int length)
    {
        foreach (var path in new[] { "/assets/app.js", "/ixp/intents", Font, "/openapi/v1.json" })
        {
            using var first = await _server.GetAsync(path);
            var whole = await BytesAsync(first);
            var from = start < 0 ? whole.Length + start : start;
            var expected = whole.AsSpan(from, length < 0 ? whole.Length - from : length).ToArray();
            foreach (var accepted in new[] { "identity", "gzip, br" })
            {
                using var part = await _server.GetAsync(
                    path,
                    ("Accept-Encoding", accepted),
                    ("Range", range),
                    ("If-Range", Tag(first))
                );
                Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
                Assert.Equal($"bytes {from}-{from + expected.Length - 1}/{whole.Length}", part.Header("Content-Range"));
                Assert.Null(part.Header("Content-Encoding"));
                Assert.Equal(Tag(first), Tag(part));
                Assert.Equal(expected, await BytesAsync(part));
            }
        }
    }

    [Theory]
    [InlineData("bytes=0-1,4-5", null)]
    [InlineData("items=0-1", null)]
    [InlineData("bytes=5-2", null)]
    [InlineData("bytes=", null)]
    [InlineData("bytes=0-1", "\"other\"")]
    [InlineData("bytes=0-1", "W/{tag}")]
    [InlineData("bytes=0-1", "Mon, 30 Nov 2026 00:00:00 GMT")]
    public async Task Otherwise_it_is_the_whole(string range, string? ifRange)
    {
        using var first = await _server.GetAsync("/assets/app.js");
        (string, string)[] headers = ifRange is null
            ? [("Range", range)]
            : [("Range", range), ("If-Range", ifRange.Replace("{tag}", Tag(first), StringComparison.Ordinal))];
        using var answer = await _server.GetAsync("/assets/app.js", headers);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(await BytesAsync(first), await BytesAsync(answer));
    }

    [Theory]
    [InlineData("bytes=9999999-")]
    [InlineData("bytes=-0")]
    public async Task A_part_of_which_there_is_nothing_is_a_416(string range)
    {
        using var first = await _server.GetAsync("/assets/app.js");
        using var answer = await _server.GetAsync("/assets/app.js", ("Range", range));

        await answer.ErrorAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "INVALID_REQUEST");
        Assert.Equal($"bytes */{(await BytesAsync(first)).Length}", answer.Header("Content-Range"));
        Assert.Null(answer.Header("ETag"));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    [InlineData(Font)]
    public async Task HEAD_is_GET_without_a_body(string path)
    {
        foreach (var accepted in new[] { "identity", "gzip" })
        {
            (string, string)[] headers = [("Accept-Encoding", accepted), ("x-trace-id", "same")];
            using var get = await _server.GetAsync(path, headers);
            using var head = await _server.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), headers);

            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Equal(Headers(get), Headers(head));
            Assert.Empty(await BytesAsync(head));
        }
    }

    [Theory]
    [InlineData("/ixp/sdk")]
    [InlineData("/ixp/sdk/config")]
    [InlineData("/ixp/sdk/frame")]
    [InlineData("/components/weather-card.js")]
    [InlineData("/assets/app.js")]
    [InlineData(Font)]
    public async Task What_is_for_any_page_is_the_same_for_each_and_says_so_unasked(string path)
    {
        foreach (var origin in new[] { null, "null", "https://app.example", "https://other.example" })
        {
            using var answer = await _server.GetAsync(path, origin is null ? [] : [("Origin", origin)]);
            Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
            Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
            Assert.DoesNotContain("Origin", answer.Header("Vary") ?? "");
        }
    }

    private static string Tag(HttpResponseMessage answer)
    {
        var tag = answer.Header("ETag")!;
        Assert.Matches("^\"[0-9a-f]{32}(-br|-gzip)?\"$", tag);
        return tag;
    }

    private static IEnumerable<string> Headers(HttpResponseMessage answer) =>
        answer
            .Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
            .Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}: {header.Value}")
            .Order(StringComparer.Ordinal);

    private static Task<byte[]> BytesAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

    private static Task<Stream> StreamAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

    private static string Unpack(Stream packed)
    {
        using var reader = new StreamReader(packed);
        return reader.ReadToEnd();
    }

    /// <summary>One server for all of them.</summary>
    public sealed class Server : IAsyncDisposable
    {
        internal IxpTestServer Http { get; } =
            IxpTestServer.Start(new Dictionary<string, string?> { ["Ixp:Cors:Origins"] = "https://app.example" });

        public ValueTask DisposeAsync() => Http.DisposeAsync();
    }
}
