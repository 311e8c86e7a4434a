using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>A connection of HTTP/2 without TLS (RFC 9113), whose frames are seen: clients hide those that end it.</summary>
internal sealed class Http2Connection : IDisposable
{
    internal const byte Data = 0;
    internal const byte Headers = 1;
    internal const byte GoAway = 7;

    private const byte Settings = 4;
    private const byte EndStream = 1;
    private const byte Acknowledged = 1;
    private const byte EndHeaders = 4;

    /// <summary>":status: 200" in the static table of HPACK (RFC 7541, appendix A).</summary>
    private const byte Status200 = 0x88;

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly List<Frame> _seen = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static async Task<Http2Connection> ConnectAsync(Uri address)
    {
        var connection = new Http2Connection();
        await connection._client.ConnectAsync(address.Host, address.Port, Cancel);
        await connection._client.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Cancel);
        await connection.WriteAsync(Settings, 0, 0, []);
        return connection;
    }

    /// <summary>Sends the head of a request with a body, which waits for leave to send that.</summary>
    internal Task PostAsync(int stream, string path, int length) =>
        WriteAsync(
            Headers,
            EndHeaders,
            stream,
            [
                0x83, // :method: POST
                .. Head(path),
                .. Field(31, "application/json"),
                .. Field(28, $"{length}"),
                .. Field(35, "100-continue"),
            ]
        );

    /// <summary>Sends a request without a body.</summary>
    internal Task GetAsync(int stream, string path) =>
        WriteAsync(Headers, EndHeaders | EndStream, stream, [0x82, .. Head(path)]);

    /// <summary>Sends a part of a body.</summary>
    internal Task SendAsync(int stream, string body, bool isLast) =>
        WriteAsync(Data, isLast ? EndStream : (byte)0, stream, Encoding.UTF8.GetBytes(body));

    /// <summary>Waits for a frame of a stream; zero is the connection.</summary>
    internal Task<Frame> FrameAsync(byte type, int stream) =>
        FindAsync(frame => frame.Type == type && frame.Stream == stream);

    /// <summary>Waits until a request was answered with 200, to the end of its body.</summary>
    internal async Task AnsweredAsync(int stream)
    {
        await FindAsync(frame => frame is { Type: Headers, Payload: [Status200, ..] } && frame.Stream == stream);
        await FindAsync(frame => frame.Stream == stream && (frame.Flags & EndStream) != 0);
    }

    /// <summary>Waits until the other side has closed the connection.</summary>
    internal async Task ClosedAsync()
    {
        while (await ReadAsync() is not null) { }
    }

    public void Dispose() => _client.Dispose();

    private async Task<Frame> FindAsync(Func<Frame, bool> isIt)
    {
        while (true)
        {
            if (_seen.Find(frame => isIt(frame)) is { } found)
            {
                return found;
            }

            Assert.NotNull(await ReadAsync());
        }
    }

    private async Task<Frame?> ReadAsync()
    {
        var head = new byte[9];
        var stream = _client.GetStream();
        var read = stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, Cancel).AsTask();
        if (await read.WaitAsync(Eventually.Limit, Cancel) < head.Length)
        {
            return null;
        }

        var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await stream.ReadExactlyAsync(payload, Cancel).AsTask().WaitAsync(Eventually.Limit, Cancel);
        var frame = new Frame(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        if (frame is { Type: Settings, Flags: 0 })
        {
            await WriteAsync(Settings, Acknowledged, 0, []);
        }

        _seen.Add(frame);
        return frame;
    }

    private async Task WriteAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        (frame[1], frame[2], frame[3], frame[4]) = ((byte)(payload.Length >> 8), (byte)payload.Length, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await _client.GetStream().WriteAsync(frame, Cancel);
    }

    /// <summary>":scheme: http", the authority and the path.</summary>
    private static byte[] Head(string path) => [0x86, .. Field(1, "localhost"), .. Field(4, path)];

    /// <summary>A header that is not to be kept, named by its place in the static table (RFC 7541, section 6.2.2).</summary>
    private static byte[] Field(int name, string value) =>
        [
            .. name < 15 ? [(byte)name] : new byte[] { 15, (byte)(name - 15) },
            (byte)value.Length,
            .. Encoding.ASCII.GetBytes(value),
        ];

    /// <param name="Type">What it is.</param>
    /// <param name="Flags">What else is said of it.</param>
    /// <param name="Stream">Which request it is of; zero is the connection.</param>
    /// <param name="Payload">What it holds.</param>
    internal sealed record Frame(byte Type, byte Flags, int Stream, byte[] Payload);
}
