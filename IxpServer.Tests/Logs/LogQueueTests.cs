#pragma warning disable CA1848, CA1873 // Messages of one test each.
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using IxpServer.Hosting.Logging;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IxpServer.Tests.Logs;

/// <summary>Lines on their way from a logger to where they are written.</summary>
public sealed class LogQueueTests
{
    [Fact]
    public void A_line_has_fixed_fields_and_the_rest_as_text_and_numbers()
    {
        using var log = new Log();
        using (log.Logger.BeginScope(new Dictionary<string, object?> { ["RequestId"] = "req-1", ["a.b"] = 1.5 }))
        {
            log.Logger.LogWarning(
                new InvalidOperationException("outer", new FormatException("inner")),
                "Cart {Cart} of \"{Name}\" has {@Items} and {Nothing}",
                7,
                "Ann\n\"Bee\" \ud83d",
                new { Size = 1 },
                null
            );
        }

        var line = Assert.Single(log.End());
        Assert.Equal("warn", line.GetProperty("level").GetString());
        Assert.StartsWith("Cart 7 of \"Ann\n\"Bee\" ", line.GetProperty("message").GetString());
        Assert.Equal("tests.category", line.GetProperty("category").GetString());
        Assert.Equal("tests", line.GetProperty("service").GetString());
        Assert.Equal("req-1", line.GetProperty("requestId").GetString());
        Assert.Equal(DateTimeKind.Utc, line.GetProperty("@timestamp").GetDateTime().Kind);
        var meta = line.GetProperty("meta");
        Assert.Equal(7, meta.GetProperty("cart").GetInt32());
        Assert.Equal(1.5, meta.GetProperty("a_b").GetDouble());
        Assert.Equal(JsonValueKind.String, meta.GetProperty("items").ValueKind);
        Assert.Equal(JsonValueKind.Null, meta.GetProperty("nothing").ValueKind);
        Assert.False(meta.TryGetProperty("requestId", out _));
        var error = line.GetProperty("error");
        Assert.Equal("System.InvalidOperationException", error.GetProperty("type").GetString());
        Assert.Equal("outer", error.GetProperty("message").GetString());
        Assert.Contains("System.FormatException: inner", error.GetProperty("stack").GetString());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("\"quoted\" \\ </script>\r\n\u0000\u001b[31m")]
    [InlineData("Zürich 東京 \U0001F600")]
    [InlineData("half \ud83d of a pair")]
    public void The_line_of_a_request_is_json_whatever_its_texts_are(string text)
    {
        var user = Guid.NewGuid();
        using var log = new Log();
        log.Logger.Log(LogLevel.Warning, default, Request(text, user), null, (line, _) => line.ToString());
        log.Logger.Log(LogLevel.Information, default, Request(null, null), null, (line, _) => line.ToString());

        var lines = log.End();
        // What is no Unicode is replaced.
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        Assert.Equal("warn", lines[0].GetProperty("level").GetString());
        Assert.Equal($"{expected} {expected} answered 429 in 12.345 ms", lines[0].GetProperty("message").GetString());
        Assert.Equal("tests.category", lines[0].GetProperty("category").GetString());
        Assert.Equal("tests", lines[0].GetProperty("service").GetString());
        Assert.Equal(DateTimeKind.Utc, lines[0].GetProperty("@timestamp").GetDateTime().Kind);
        Assert.Equal(expected, lines[0].GetProperty("requestId").GetString());
        Assert.Equal(user, lines[0].GetProperty("userId").GetGuid());
        var http = lines[0].GetProperty("http");
        Assert.All(["method", "route", "path", "userAgent", "ip"], name => Assert.Equal(expected, Text(http, name)));
        Assert.Equal(429, http.GetProperty("status").GetInt32());
        Assert.Equal(12.345, http.GetProperty("durationMs").GetDouble());
        Assert.Equal(1_234_567_890_123, http.GetProperty("bytes").GetInt64());
        Assert.Equal(
            ["method", "path", "status", "durationMs"],
            lines[1].GetProperty("http").EnumerateObject().Select(member => member.Name)
        );
        Assert.False(lines[1].TryGetProperty("userId", out _));

        static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
    }

    private static RequestLine Request(string? text, Guid? user) =>
        new()
        {
            Method = text ?? "GET",
            Route = text,
            Path = text ?? "/",
            Status = 429,
            DurationMs = 12.345,
            Bytes = text is null ? null : 1_234_567_890_123,
            UserAgent = text,
            Ip = text,
            UserId = user,
            RequestId = text ?? "req",
        };

    [Fact]
    public void What_is_too_long_is_cut()
    {
        using var log = new Log();
        log.Logger.LogInformation("{Text}", new string('x', 100_000));

        var line = Assert.Single(log.End());
        Assert.InRange(line.GetRawText().Length, 1_000, 12_000);
    }

    [Fact]
    public async Task An_output_that_is_stuck_blocks_nobody_and_what_finds_no_room_is_counted()
    {
        using var log = new Log();
        log.Stream.Gate.Reset();
        log.Logger.LogInformation("first");
        await Eventually.TrueAsync(() => Task.FromResult(log.Stream.IsWaiting), "the console is stuck");
        const int More = 500;
        for (var line = 0; line < LogQueue.Capacity + More; line++)
        {
            log.Logger.LogInformation("line");
        }

        log.Stream.Gate.Set();
        var lines = log.End();
        Assert.Equal(1 + LogQueue.Capacity + 1, lines.Count);
        Assert.StartsWith($"{More} log lines were dropped", lines[^1].GetProperty("message").GetString());
    }

    [Fact]
    public void An_output_that_fails_costs_the_others_nothing()
    {
        using var log = new Log(new Failing());
        log.Logger.LogInformation("one");
        log.Logger.LogInformation("two");

        Assert.Equal(2, log.End().Count);
    }

    [Fact]
    public async Task Files_roll_at_their_size_and_the_newest_five_stay()
    {
        await using var directory = new TemporaryDirectory();
        using (var log = new Log(new LogFiles(directory.Path, largestFile: 10_000)))
        {
            for (var line = 0; line < 1_000; line++)
            {
                log.Logger.Log(line % 100 is 0 ? LogLevel.Error : LogLevel.Debug, "line {Number}", line);
            }

            log.End();
        }

        var files = Directory.GetFiles(directory.Path, "combined*.log").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(5, files.Count);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 12_000));
        var last = JsonElement.Parse(File.ReadLines(files[^1]).Last());
        Assert.Equal(999, last.GetProperty("meta").GetProperty("number").GetInt32());
        Assert.Equal(10, File.ReadLines(Path.Combine(directory.Path, "error.log")).Count());
    }

    [Fact]
    public async Task A_start_goes_on_with_the_newest_file_and_passes_over_one_that_is_in_use()
    {
        await using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "combined.log");
        using (var first = new RollingFile(path, 1_000))
        {
            Write(first, "one\n");
            using var second = new RollingFile(path, 1_000);
            Write(second, "two\n");
        }

        using (var third = new RollingFile(path, 1_000))
        {
            Write(third, "three\n");
        }

        Assert.Equal("one\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(
            "two\nthree\n",
            await File.ReadAllTextAsync(
                Path.Combine(directory.Path, "combined_001.log"),
                TestContext.Current.CancellationToken
            )
        );

        static void Write(RollingFile file, string line)
        {
            file.Add(Encoding.UTF8.GetBytes(line));
            file.Flush();
        }
    }

    /// <summary>A logger whose console is a stream of the test's.</summary>
    private sealed class Log : IDisposable
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly LogProvider _provider;
        private readonly LoggerFactory _factory;

        internal Log(params IReadOnlyList<ILogOutput> others)
        {
            _provider = new LogProvider(
                new LogQueue(
                    new LogLineFormatter("tests"),
                    _ => [.. others, new JsonConsole(Stream)],
                    new LogMetrics(_services.GetRequiredService<IMeterFactory>())
                )
            );
            _factory = new LoggerFactory([_provider], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
            Logger = _factory.CreateLogger("tests.category");
        }

        internal ILogger Logger { get; }

        internal GatedStream Stream { get; } = new();

        /// <summary>The lines, after all are written.</summary>
        internal IReadOnlyList<JsonElement> End()
        {
            _provider.Dispose();
            return
            [
                .. Encoding
                    .UTF8.GetString(Stream.ToArray())
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonElement.Parse(line)),
            ];
        }

        public void Dispose()
        {
            _factory.Dispose();
            _services.Dispose();
        }
    }

    private sealed class GatedStream : MemoryStream
    {
        internal ManualResetEventSlim Gate { get; } = new(initialState: true);

        internal bool IsWaiting { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            IsWaiting = !Gate.IsSet;
            Gate.Wait();
            base.Write(buffer);
        }
    }

    private sealed class Failing : ILogOutput
    {
        public void Write(LogEntry entry, ReadOnlySpan<byte> line) => throw new IOException("full");

        public void Flush() => throw new IOException("full");

        public void Dispose() => throw new IOException("full");
    }
}
