using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>Nonsense gets a clear 4xx, at little cost, and never a 5xx.</summary>
public sealed class BadBodyTests(SampleServer sample) : IClassFixture<SampleServer>
{
    private readonly IxpTestServer _server = sample.Http;

    public static TheoryData<string, string> Malformed =>
        new()
        {
            { "", "no body" },
            { " \r\n\t ", "no body" },
            { "{", "not valid JSON" },
            { "{\"intent\":}", "not valid JSON" },
            { "{} {}", "not valid JSON" },
            { "// comment\n{}", "not valid JSON" },
            { "{\"intent\":{\"name\":\"a\",}}", "not valid JSON" },
            { "hello", "not valid JSON" },
            { "\0", "not valid JSON" },
            { new string('[', 1_000), "nested deeper than 64" },
            { Nested(1_000), "nested deeper than 64" },
            { Nested(65), "nested deeper than 64" },
            { "{\"intent\":{\"name\":\"a\",\"name\":\"b\"}}", "duplicate key" },
            { "{\"intent\":{\"name\":\"a\",\"parameters\":{\"x\":1,\"\\u0078\":2}}}", "duplicate key" },
            { "{\"intent\":{\"name\":\"\\ud800\"}}", "lone surrogate" },
            { "{\"intent\":{\"name\":\"show_weather\",\"parameters\":{\"city\":\"\\uDC00x\"}}}", "lone surrogate" },
            { "{\"intent\":{\"name\":\"show_weather\",\"parameters\":{\"\\uD800\":1}}}", "lone surrogate" },
            { "{\"intent\":{\"name\":\"a\\u0000b\"}}", "NUL" },
            { "{\"intent\":{\"name\":\"a\",\"parameters\":{\"n\":1e999}}}", "beyond the range" },
            { "{\"intent\":{\"name\":\"a\",\"parameters\":{\"n\":-1E+309}}}", "beyond the range" },
            {
                "{\"intent\":{\"name\":\"a\",\"parameters\":{\"n\":1" + new string('0', 400) + "}}}",
                "beyond the range"
            },
            { Members(250_000), "more than 200000 object members" },
            {
                $"{{\"a\":[{string.Join(',', Enumerable.Repeat("{\"\":0,\"x\":0}", 60_000))}]}}",
                "too many for its size"
            },
            { "[]", "\"intent\"" },
            { "17", "\"intent\"" },
            { "null", "\"intent\"" },
            { "{}", "intent.name" },
            { "{\"intent\":null}", "intent.name" },
            { "{\"intent\":\"show_weather\"}", "intent.name" },
            { "{\"intent\":{}}", "intent.name" },
            { "{\"intent\":{\"name\":null}}", "intent.name" },
            { "{\"intent\":{\"name\":7}}", "intent.name" },
            { "{\"intent\":{\"name\":\"\"}}", "intent.name" },
            { "{\"intent\":{\"name\":\"show_weather\",\"version\":\"banana\"}}", "intent.version" },
            { "{\"intent\":{\"name\":\"show_weather\",\"version\":7}}", "intent.version" },
            { "{\"intent\":{\"name\":\"show_weather\"},\"options\":[]}", "options" },
            { "{\"intent\":{\"name\":\"show_weather\"},\"options\":\"x\"}", "options" },
            { "{\"intent\":{\"name\":\"show_weather\"},\"context\":7}", "context" },
        };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_body_is_a_400_that_says_what_is_wrong(string body, string words)
    {
        foreach (var path in new[] { "/ixp/render", "/ixp/render/batch" })
        {
            using var response = await _server.PostAsync(path, body);
            var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
            if (path is "/ixp/render")
            {
                Assert.Contains(words, error.GetProperty("message").GetString());
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Options_may_be_null_or_empty(string options)
    {
        using var response = await _server.PostAsync(
            "/ixp/render",
            $$"""{"intent":{"name":"show_weather","parameters":{"city":"Oslo"} },"options":{{options}} }"""
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_intent_is_a_404_that_clips_the_name()
    {
        using var response = await _server.RenderAsync("nope");
        var error = await response.ErrorAsync(HttpStatusCode.NotFound, "INTENT_NOT_SUPPORTED");
        Assert.Equal("Intent 'nope' not found", error.GetProperty("message").GetString());

        using var endless = await _server.RenderAsync(new string('x', 1_000_000));
        Assert.InRange((await endless.TextAsync()).Length, 100, 400);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    [InlineData(null)]
    public async Task Another_content_type_is_a_415(string? type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ixp/render")
        {
            Content = new ByteArrayContent("""{"intent":{"name":"show_weather"}}"""u8.ToArray()),
        };
        if (type is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var response = await _server.SendAsync(request);
        await response.ErrorAsync(HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST");
    }

    [Theory]
    [InlineData("/ixp/render")]
    [InlineData("/ixp/render/batch")]
    public async Task No_body_at_all_is_a_400_whatever_its_type(string path)
    {
        using var response = await _server.SendAsync(new HttpRequestMessage(HttpMethod.Post, path));
        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains("no body", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON; charset=UTF-8")]
    [InlineData("application/vnd.ixp+json")]
    [InlineData("application/json; charset=\"utf-8\"")]
    public async Task Json_content_types_are_accepted(string type)
    {
        using var response = await SendAsync(Encoding.UTF8.GetBytes(Weather), type);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_byte_order_mark_is_tolerated()
    {
        using var response = await SendAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Weather)]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Invalid_utf8_is_a_400()
    {
        using var response = await SendAsync([.. "{\"intent\":{\"name\":\""u8, 0xC3, 0x28, .. "\"}}"u8]);
        var error = await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains("UTF-8", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("x-gzip")]
    [InlineData("X-GZip")]
    [InlineData("identity")]
    [InlineData("Identity")]
    public async Task Compressed_bodies_are_read(string encoding)
    {
        using var response = await SendAsync(Compress(Encoding.UTF8.GetBytes(Weather), encoding), encoding: encoding);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_what_its_encoding_says_is_a_400(string encoding)
    {
        using var response = await SendAsync(Encoding.UTF8.GetBytes(Weather), encoding: encoding);
        await response.ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    public async Task An_unknown_encoding_is_a_415(string encoding)
    {
        using var response = await SendAsync(Encoding.UTF8.GetBytes(Weather), encoding: encoding);
        await response.ErrorAsync(HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST");
        Assert.Equal("gzip, br, deflate", response.Header("Accept-Encoding"));
    }

    [Theory]
    [InlineData(5_001, "{\"x\":1700000000,\"y\":12.5}")]
    [InlineData(20_000, "{\"x\":123,\"y\":4.5}")]
    [InlineData(60_000, "{\"time\":1700000000,\"value\":12.5,\"label\":\"a point\"}")]
    [InlineData(
        66_000,
        "{\"x\":1,\"y\":2,\"label\":\"a label that is as long as real ones are, and then some more of it\"}"
    )]
    public async Task As_many_members_as_real_data_have_are_read(int points, string point)
    {
        var data = string.Join(',', Enumerable.Repeat(point, points));
        using var response = await _server.PostAsync(
            "/ixp/render",
            $$"""{"intent":{"name":"show_weather","parameters":{"city":"Oslo","points":[{{data}}]} } }"""
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_grows_beyond_10_MB_when_decompressed_is_a_413()
    {
        var bomb = Compress([.. "{\"x\":\""u8, .. Enumerable.Repeat((byte)'a', 20_000_000), .. "\"}"u8], "br");
        Assert.InRange(bomb.Length, 1, 10_000);
        using var response = await SendAsync(bomb, encoding: "br");
        var error = await response.ErrorAsync(HttpStatusCode.RequestEntityTooLarge, "INVALID_REQUEST");
        Assert.Contains("at most 10485760 bytes", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_body_of_9_MB_is_read_and_one_of_11_MB_is_a_413()
    {
        string Body(int size) =>
            $$"""{"intent":{"name":"show_weather","parameters":{"city":"Oslo","x":"{{new string('a', size)}}"} } }""";
        using var fits = await _server.PostAsync("/ixp/render", Body(9_000_000));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);

        using var large = await RawAsync(11 * 1024 * 1024, chunked: false);
        Assert.StartsWith("HTTP/1.1 413", large.ReadLine());
        using var chunked = await RawAsync(11 * 1024 * 1024, chunked: true);
        Assert.StartsWith("HTTP/1.1 413", chunked.ReadLine());
    }

    private const string Weather = """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""";

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    private static string Members(int count) =>
        $"{{{string.Join(',', Enumerable.Range(0, count).Select(index => $"\"k{index}\":1"))}}}";

    internal static byte[] Compress(byte[] bytes, string encoding)
    {
        if (encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return bytes;
        }

        using var buffer = new MemoryStream();
        using (
            Stream compressor = encoding switch
            {
                "gzip" or "x-gzip" or "X-GZip" => new GZipStream(buffer, CompressionLevel.Fastest),
                "br" => new BrotliStream(buffer, CompressionLevel.Fastest),
                _ => new ZLibStream(buffer, CompressionLevel.Fastest),
            }
        )
        {
            compressor.Write(bytes);
        }

        return buffer.ToArray();
    }

    private Task<HttpResponseMessage> SendAsync(byte[] body, string type = "application/json", string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return _server.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/ixp/render") { Content = content });
    }

    /// <summary>Sends a body of spaces over a bare socket: HttpClient would hide an early answer behind a reset.</summary>
    private async Task<StringReader> RawAsync(int size, bool chunked)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var socket = new TcpClient();
        await socket.ConnectAsync(_server.Http.BaseAddress!.Host, _server.Http.BaseAddress.Port, cancel);
        var stream = socket.GetStream();
        var framing = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /ixp/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}\r\n\r\n"
            ),
            cancel
        );
        var block = Encoding.ASCII.GetBytes(new string(' ', 65_536));
        try
        {
            for (var sent = 0; sent < size && socket.Available is 0; sent += block.Length)
            {
                if (chunked)
                {
                    await stream.WriteAsync("10000\r\n"u8.ToArray(), cancel);
                }

                await stream.WriteAsync(block, cancel);
                if (chunked)
                {
                    await stream.WriteAsync("\r\n"u8.ToArray(), cancel);
                }
            }
        }
        catch (IOException)
        {
            // The server has answered and closed its side; the answer is still there to be read.
        }

        var buffer = new byte[4_096];
        var read = await stream.ReadAsync(buffer, cancel);
        return new StringReader(Encoding.ASCII.GetString(buffer, 0, read));
    }
}
