using System.Net.Sockets;
using System.Text;

namespace IxpServer.Tests.Fuzz;

/// <summary>
/// Writes bytes to sockets that are nearly HTTP/1.1: right in most of their parts, wrong in one or two, cut off, or followed by
/// something else. Request number n of a seed is always the same.
/// </summary>
/// <param name="server">Where to.</param>
/// <param name="seed">Of all that is random.</param>
internal sealed class RawFuzzer(Uri server, int seed)
{
    private const string Body = """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Methods =
    [
        "GET",
        "GET",
        "GET",
        "POST",
        "POST",
        "POST",
        "PUT",
        "DELETE",
        "HEAD",
        "OPTIONS",
        "PATCH",
        "TRACE",
    ];

    private static readonly string[] OddMethods = ["get", "CONNECT", "PRI", "FOO", "G\0T", "", "POST POST", "\u00e9"];

    private static readonly string[] Targets =
    [
        "/",
        "/ixp",
        "/ixp/render",
        "/ixp/render",
        "/ixp/render/batch",
        "/ixp/intents",
        "/ixp/init?featured=true&limit=1",
        "/ixp/crawler_content?limit=2",
        "/ixp/sdk",
        "/assets/app.js",
        "/openapi/v1.json",
        "/api/auth/login",
        "/api/sessions",
        "/api/intent-logs",
        "/alive",
        "/metrics",
        "/nope",
    ];

    private static readonly string[] OddTargets =
    [
        "*",
        "",
        "//",
        "/..",
        "/%",
        "/%00",
        "/%ff%fe",
        "/%c0%ae%c0%ae/etc/passwd",
        "/ixp/intents/%2e%2e%2f",
        "/ixp/intents?limit=%zz&&=&a",
        "/ixp/intents/\u0080\u00ff",
        "/ixp/\\..\\intents",
        "http://localhost/ixp/intents",
        "http://[::1/ixp",
        "http://",
        "localhost:80",
        "/#x",
        "/ixp/crawler_content?cursor=AAAA%",
        "/ixp/intents?" + "a=1&" + "tag=%F0%9F%98",
    ];

    private static readonly string[] Versions =
    [
        "HTTP/1.1",
        "HTTP/1.0",
        "HTTP/2.0",
        "HTTP/9.9",
        "HTTP/1.",
        "http/1.1",
        "",
    ];

    private static readonly string[] Fields =
    [
        "Host: other.example",
        "Host: ",
        "Host: a b",
        "Host: [::",
        "Host: \u00ff",
        "Accept: text/html",
        "Accept: application/problem+json",
        "Accept: ;;;,,q=9",
        "Accept-Encoding: gzip, br;q=x, *;q=0",
        "Accept-Encoding: identity;q=0",
        "Authorization: Bearer",
        "Authorization: Bearer a.b.c",
        "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.",
        "Authorization: \u00ff\u00fe",
        "X-API-Key: ixp_\u0080",
        "X-Session-Token: %00",
        "X-Trace-Id: \u0001",
        "traceparent: 00-0-0-zz",
        "tracestate: ====",
        "baggage: a=%,;;b",
        "If-None-Match: W/\"",
        "If-None-Match: *, \"",
        "If-Match: \"",
        "If-Range: \"x\"",
        "Range: bytes=0-",
        "Range: bytes=5-2,-0,99999999999999999999-",
        "Range: bytes=-1",
        "Range: bytes=9223372036854775807-9223372036854775807",
        "Origin: null",
        "Origin: \u00e4",
        "Access-Control-Request-Method: \u0007",
        "Access-Control-Request-Headers: a,b, ,\u00e9",
        "X-Forwarded-For: ::, 1.2.3",
        "X-Forwarded-For: 10.1.2.3",
        "X-Forwarded-Proto: h\u00e9",
        "X-Forwarded-Prefix: //evil.example",
        "X-Forwarded-Prefix: /a%",
        "X-Forwarded-Prefix: /%ff%00",
        "Cookie: \u0080=;;=",
        "Connection: close",
        "Connection: keep-alive, Upgrade",
        "Upgrade: websocket",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABk",
        "Expect: 100-continue",
        "Expect: nonsense",
        "TE: trailers",
        "Trailer: X-A",
        "Content-Type: application/json",
        "Content-Type: application/json; charset=\u00ff",
        "Content-Type: ;",
        "Content-Encoding: gzip",
        "Content-Encoding: br",
        "Content-Encoding: deflate, deflate",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, chunked",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
        "Content-Length: 5, 5",
        "No colon",
        ": no name",
        "Sp ace: x",
        "X-Folded: a\r\n b",
        "X-Bare: a\rb",
        "X-Nul: \0",
    ];

    private static readonly string[] Sizes =
    [
        "ffffffffffffffffffff",
        "7fffffffffffffff",
        "80000000",
        "-1",
        "0x5",
        "g",
        "",
        " 5",
        "5 ; a=\"",
        "5;\u0000",
        "00000000000000000000005",
    ];

    /// <summary>The bytes of a request.</summary>
    internal byte[] Make(int number)
    {
        var random = new Random(seed + number);
        var body = random.Next(5) is 0 ? Body[..random.Next(Body.Length)] : Body;
        var (framing, payload) = Frame(random, body);
        var text = new StringBuilder()
            .Append(Any(random, Methods, OddMethods))
            .Append(' ')
            .Append(Any(random, Targets, OddTargets))
            .Append(' ')
            .Append(random.Next(8) is 0 ? Versions[random.Next(Versions.Length)] : Versions[0])
            .Append("\r\n");
        if (random.Next(20) > 0)
        {
            text.Append("Host: localhost\r\n");
        }

        if (random.Next(20) > 0)
        {
            text.Append("Connection: close\r\n");
        }

        for (var left = random.Next(-3, 4); left > 0; left--)
        {
            text.Append(Fields[random.Next(Fields.Length)]).Append("\r\n");
        }

        text.Append(random.Next(4) > 0 ? "Content-Type: application/json\r\n" : "").Append(framing).Append("\r\n");
        byte[] bytes = [.. Encoding.Latin1.GetBytes(text.ToString()), .. payload];
        switch (random.Next(12))
        {
            case 0:
                return bytes[..random.Next(1, bytes.Length)];
            case 1:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                break;
            case 2:
                return [.. bytes, .. bytes];
        }

        return bytes;
    }

    /// <summary>
    /// Sends it, and is gone at once or stays until the server ends the connection. What is not answered soon waits for more, and
    /// learns that nothing comes.
    /// </summary>
    /// <returns>All that is answered.</returns>
    internal async Task<string> SendAsync(int number, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port, cancel);
        try
        {
            await socket.SendAsync(Make(number), cancel);
            if (new Random(seed + number).Next(10) is 0)
            {
                // A reset instead of an end.
                socket.LingerState = new LingerOption(true, 0);
                return "";
            }

            using var reader = new StreamReader(new NetworkStream(socket), Encoding.Latin1);
            var answer = reader.ReadToEndAsync(cancel);
            try
            {
                return await answer.WaitAsync(Soon, cancel);
            }
            catch (TimeoutException)
            {
                socket.Shutdown(SocketShutdown.Send);
                return await answer;
            }
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return "";
        }
    }

    private static (string Framing, byte[] Payload) Frame(Random random, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return random.Next(8) switch
        {
            0 => ("", []),
            1 => ("", bytes),
            2 => ($"Content-Length: {bytes.Length + random.Next(-5, 5)}\r\n", bytes),
            3 => ("Transfer-Encoding: chunked\r\n", Chunks(random, body, Sizes[random.Next(Sizes.Length)])),
            4 => ("Transfer-Encoding: chunked\r\n", Chunks(random, body, $"{body.Length:x}")),
            5 => ($"Transfer-Encoding: chunked\r\nContent-Length: {bytes.Length}\r\n", bytes),
            _ => ($"Content-Length: {bytes.Length}\r\n", bytes),
        };
    }

    private static byte[] Chunks(Random random, string body, string size)
    {
        string[] ends = ["\r\n0\r\n\r\n", "\r\n0\r\nX-A: b\r\n\r\n", "\r\n0\r\nX\0\r\n\r\n", "0\r\n", "\n0\n\n", ""];
        var end = random.Next(2) is 0 ? ends[0] : ends[random.Next(ends.Length)];
        return Encoding.Latin1.GetBytes($"{size}\r\n{body}{end}");
    }

    /// <summary>Mostly of what is right.</summary>
    private static string Any(Random random, string[] right, string[] odd) =>
        random.Next(8) is 0 ? odd[random.Next(odd.Length)] : right[random.Next(right.Length)];
}
