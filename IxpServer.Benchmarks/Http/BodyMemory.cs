using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace IxpServer.Benchmarks.Http;

/// <summary>
/// What large bodies take of the server's memory: 40 of 10 MB at once of each kind, then junk of all kinds for some
/// minutes, each followed by a minute of rest.
/// </summary>
internal static class BodyMemory
{
    internal const string Usage = "bodies [--flood SECONDS]";

    private const int AtOnce = 40;
    private const int Length = 10 * 1024 * 1024;
    private const int Flooders = 8;

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private static readonly (string Name, byte[] Body)[] Kinds =
    [
        ("one text", Fill("\"", "a", "\"")),
        ("texts with escapes", Fill("\"", "\\u00e9", "\"")),
        ("numbers", Fill("[", "12.34567,", "1]")),
        ("digits", Fill("[", "1,", "1]")),
        ("empty objects", Fill("[", "{},", "1]")),
    ];

    /// <returns>0 when all budgets hold, 1 when one is missed.</returns>
    internal static async Task<int> RunAsync(string[] options)
    {
        var seconds = options is ["--flood", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 300;
        var state = Directory.CreateTempSubdirectory("ixp-bodies-");
        try
        {
            var cancel = CancellationToken.None;
            var servers = await Servers.PublishAsync(state.FullName, new Dictionary<string, string?>(), cancel);
            await using var server = await servers.StartIxpAsync(null, cancel);
            var figures = new List<Figure> { new("idle", server.ResidentMegabytes, "MB") };
            foreach (var (name, body) in Kinds)
            {
                var sending = Enumerable.Range(0, AtOnce).Select(_ => SendAsync(server.Port, Request(body))).ToList();
                var most = await WatchAsync(server, Task.WhenAll(sending));
                var answers = string.Join(
                    ", ",
                    sending.CountBy(task => task.Result).Select(pair => $"{pair.Value} x {pair.Key}")
                );
                figures.Add(new($"{AtOnce} x 10 MB, {name} ({answers}), most", most, "MB", Budget: 600));
                await Task.Delay(Rest, cancel);
                figures.Add(
                    new($"{AtOnce} x 10 MB, {name}, a minute later", server.ResidentMegabytes, "MB", Budget: 300)
                );
            }

            var until = Stopwatch.GetTimestamp() + seconds * Stopwatch.Frequency;
            var flood = Task.WhenAll(
                Enumerable.Range(0, Flooders).Select(seed => FloodAsync(server.Port, seed, until))
            );
            figures.Add(new($"junk for {seconds} s, most", await WatchAsync(server, flood), "MB", Budget: 600));
            await Task.Delay(Rest, cancel);
            figures.Add(new($"junk for {seconds} s, a minute later", server.ResidentMegabytes, "MB", Budget: 300));
            Report.Print(figures);
            return figures.TrueForAll(figure => figure.IsMet) ? 0 : 1;
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    /// <summary>The most resident memory until the load is over.</summary>
    private static async Task<double> WatchAsync(ServerProcess server, Task load)
    {
        var most = 0.0;
        while (!load.IsCompleted)
        {
            most = Math.Max(most, server.ResidentMegabytes);
            await Task.WhenAny(load, Task.Delay(20));
        }

        await load;
        return most;
    }

    /// <summary>A render with a parameter that is repeated until the body is nearly as large as it may be.</summary>
    private static byte[] Fill(string open, string item, string close)
    {
        var head = $$"""{"intent":{"name":"show_weather","parameters":{"city":"Oslo","extra":{{open}}""";
        var count = (Length - 1_000) / item.Length;
        return Encoding.ASCII.GetBytes(string.Concat([head, .. Enumerable.Repeat(item, count), close, "}}}"]));
    }

    private static byte[] Request(byte[] body, string more = "", int? length = null) =>
        [
            .. Encoding.ASCII.GetBytes(
                "POST /ixp/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
                    + $"{more}Content-Length: {length ?? body.Length}\r\n\r\n"
            ),
            .. body,
        ];

    /// <summary>Sends it and reads all of the answer; its status, or what became of the connection.</summary>
    private static async Task<string> SendAsync(int port, byte[] request)
    {
        var answer = new MemoryStream();
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            var stream = client.GetStream();
            await stream.WriteAsync(request);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            // What was answered counts.
        }

        return answer.Length < 12 ? "no answer" : Encoding.ASCII.GetString(answer.GetBuffer(), 9, 3);
    }

    private static async Task FloodAsync(int port, int seed, long until)
    {
        var random = new Random(seed);
        var deep = Encoding.ASCII.GetBytes(new string('[', Length - 1));
        var bomb = Compress(new byte[50 * Length]);
        while (Stopwatch.GetTimestamp() < until)
        {
            var request = random.Next(7) switch
            {
                0 => Request(RandomNumberGenerator.GetBytes(random.Next(Length))),
                1 => Request(deep),
                2 => Request(bomb, "Content-Encoding: br\r\n"),
                3 => Request(Kinds[^1].Body[..random.Next(Length / 2)]),
                // Announced, and not sent.
                4 => Request(new byte[random.Next(100_000)], length: Length),
                5 => RandomNumberGenerator.GetBytes(random.Next(100_000)),
                _ => Request(new byte[2 * Length]),
            };
            await SendAsync(port, request);
        }
    }

    private static byte[] Compress(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        return packed.ToArray();
    }
}
