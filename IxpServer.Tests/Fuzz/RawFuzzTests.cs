using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IxpServer.Tests.Fuzz;

/// <summary>Nothing that a client sends is an error of the server's: neither in an answer, nor in its log, nor in what it counts.</summary>
public sealed partial class RawFuzzTests
{
    private const int Requests = 3_000;
    private const int AtOnce = 16;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_bytes_are_an_error_of_the_servers()
    {
        var log = new AnyLevel();
        await using var server = Start(log);
        await server.DatabaseReadyAsync();
        var fuzzer = new RawFuzzer(server.Http.BaseAddress!, seed: 20_261_130);
        var statuses = new int[6];
        var findings = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel },
            async (number, cancel) =>
            {
                var answer = await fuzzer.SendAsync(number, cancel);
                foreach (Match line in StatusLine().Matches(answer))
                {
                    var status = int.Parse(line.ValueSpan[^3..], CultureInfo.InvariantCulture);
                    Interlocked.Increment(ref statuses[status / 100]);

                    // Of a version of HTTP that there is not: the web server's own refusal, which nothing of ours ever sees.
                    if (status >= 500 && status is not StatusCodes.Status505HttpVersionNotsupported)
                    {
                        findings.Enqueue($"#{number}: {Encoding.Latin1.GetString(fuzzer.Make(number))}\n{answer}");
                    }
                }
            }
        );

        Assert.Empty(findings);

        // It was not only turned away at the door.
        Assert.InRange(statuses[2], Requests / 20, Requests * 2);
        Assert.InRange(statuses[4], Requests / 20, Requests * 2);
        await AssertNoErrorAsync(server, log);
    }

    [Theory]
    [InlineData("ffffffffffffffffffff\r\n{}")]
    [InlineData("7fffffffffffffff\r\n{}")]
    [InlineData("g\r\n{}")]
    [InlineData("2\r\n{}0\r\n\r\n")]
    [InlineData("\r\n")]
    public async Task Chunks_that_cannot_be_read_are_a_400(string chunks)
    {
        var log = new AnyLevel();
        await using var server = Start(log);
        foreach (var path in new[] { "/ixp/render", "/ixp/render/batch", "/api/auth/login", "/ixp/intents" })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, Cancel);
            await socket
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"
                    ),
                    Cancel
                );
            using var reader = new StreamReader(socket.GetStream());
            var answer = await reader.ReadToEndAsync(Cancel);

            Assert.StartsWith(path is "/ixp/intents" ? "HTTP/1.1 405" : "HTTP/1.1 400", answer);
            Assert.Contains("\"code\":", answer);
        }

        await AssertNoErrorAsync(server, log);
    }

    private static IxpTestServer Start(AnyLevel log) =>
        IxpTestServer.Start(
            new Dictionary<string, string?> { ["Ixp:Server:TrustedProxies"] = "127.0.0.1" },
            services => services.AddSingleton<ILoggerProvider>(log)
        );

    private static async Task AssertNoErrorAsync(IxpTestServer server, AnyLevel log)
    {
        // What was asked last is counted soon after it is answered; this is counted after all of it.
        await server.GetJsonAsync("/ixp/health");
        Assert.True(log.Errors.IsEmpty, string.Join("\n", log.Errors));
        var metrics = await server.GetJsonAsync("/ixp/metrics");
        Assert.False(metrics.GetProperty("requests").GetProperty("byStatus").TryGetProperty("5xx", out _));
    }

    [GeneratedRegex(@"(?m)^HTTP/1\.1 [1-5]\d\d", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex StatusLine();
}
