using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IxpServer.Benchmarks.Http;

/// <summary>One answer as it came over the wire.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The header's value.</param>
/// <param name="Body">The body.</param>
/// <param name="WireLength">The length with status line and headers, which is what a load generator counts.</param>
internal sealed record RawAnswer(int Status, string ContentType, byte[] Body, int WireLength);

/// <summary>Sends one request over a connection of its own and sees every byte of the answer.</summary>
internal static class RawHttp
{
    internal static byte[] Format(string method, string path, string? body)
    {
        var head = $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        if (body is not null)
        {
            head += $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n";
        }

        return Encoding.UTF8.GetBytes($"{head}\r\n{body}");
    }

    /// <exception cref="SocketException">Nothing listens.</exception>
    /// <exception cref="IOException">The answer has no Content-Length or ended early.</exception>
    internal static async Task<RawAnswer> SendAsync(int port, ReadOnlyMemory<byte> request, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(request, cancel);
        var received = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, cancel);
            if (count is 0)
            {
                throw new IOException("The connection was closed before the answer was complete");
            }

            received.Write(buffer, 0, count);
            if (TryRead(received) is { } answer)
            {
                return answer;
            }
        }
    }

    private static RawAnswer? TryRead(MemoryStream received)
    {
        var bytes = received.GetBuffer().AsSpan(0, (int)received.Length);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var lines = Encoding.ASCII.GetString(bytes[..end]).Split("\r\n");
        var length = int.Parse(Header(lines, "Content-Length"), CultureInfo.InvariantCulture);
        var total = end + 4 + length;
        return bytes.Length < total
            ? null
            : new RawAnswer(
                int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
                Header(lines, "Content-Type"),
                bytes[(end + 4)..total].ToArray(),
                total
            );
    }

    private static string Header(string[] lines, string name) =>
        Array
            .Find(lines, line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 1)..].Trim()
        ?? throw new IOException($"The answer has no {name}: {lines[0]}");
}
