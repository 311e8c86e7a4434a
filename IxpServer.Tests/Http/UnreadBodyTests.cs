using System.Net.Sockets;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>
/// Refusals that come before the body has been read are read by the client, also by one that sends all of its body before
/// it looks.
/// </summary>
public sealed class UnreadBodyTests(UnreadBodyTests.Servers servers) : IClassFixture<UnreadBodyTests.Servers>
{
    private const int Large = 11 * 1024 * 1024;

    public static TheoryData<string, int, string> Refusals =>
        new()
        {
            { "POST /ixp/render", Large, "413" },
            { "POST /ixp/render/batch", Large, "413" },
            { "POST /api/sessions", 200_000, "413" },
            { "POST /api/auth/login", 2_000_000, "413" },
            { "GET /api/users", Large, "401" },
            { "POST /api/keys", 900_000, "401" },
            { "POST /nowhere", Large, "404" },
            { "DELETE /ixp/intents", Large, "405" },
            { "POST /ixp/render text/plain", Large, "415" },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task They_are_read_however_the_body_is_framed(string request, int length, string status)
    {
        foreach (var areChunks in new[] { false, true })
        {
            using var client = await RawClient.ConnectAsync(servers.Free);
            await client.SendAsync(Head(request, areChunks ? null : length));
            await client.SendSpacesAsync(length, areChunks);
            if (areChunks)
            {
                await client.SendAsync("0\r\n\r\n");
            }

            var answer = await client.ReadAnswerAsync();

            Assert.StartsWith($"HTTP/1.1 {status}", answer);
            Assert.EndsWith("}", answer);
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Who_waits_for_leave_to_send_is_refused_without_it(string request, int length, string status)
    {
        using var client = await RawClient.ConnectAsync(servers.Free);
        await client.SendAsync(Head(request, length, "Expect: 100-continue\r\n"));

        var answer = await client.ReadAnswerAsync();

        Assert.StartsWith($"HTTP/1.1 {status}", answer);
        Assert.Contains("Connection: close", answer);
    }

    [Fact]
    public async Task A_429_is_read_too()
    {
        for (var i = 0; i < 2; i++)
        {
            using var client = await RawClient.ConnectAsync(servers.Limited);
            await client.SendAsync(Head("POST /ixp/render", Large));
            await client.SendSpacesAsync(Large);

            Assert.StartsWith(i is 0 ? "HTTP/1.1 413" : "HTTP/1.1 429", await client.ReadAnswerAsync());
        }
    }

    [Fact]
    public async Task The_413_names_its_limit()
    {
        using var client = await RawClient.ConnectAsync(servers.Free);
        await client.SendAsync(Head("POST /ixp/render", Large));

        Assert.Contains("at most 10485760 bytes", await client.ReadAnswerAsync());
    }

    [Fact]
    public async Task After_a_small_unread_body_the_connection_goes_on()
    {
        using var client = await RawClient.ConnectAsync(servers.Free);
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync(Head("POST /nowhere", 5_000));
            await client.SendSpacesAsync(5_000);

            var answer = await client.ReadAnswerAsync();

            Assert.StartsWith("HTTP/1.1 404", answer);
            Assert.DoesNotContain("Connection: close", answer);
        }
    }

    [Fact]
    public async Task Who_never_stops_sending_is_cut_off()
    {
        using var client = await RawClient.ConnectAsync(servers.Free);
        await client.SendAsync(Head("POST /ixp/render", null));

        await Assert.ThrowsAnyAsync<SocketException>(() => client.SendSpacesAsync(int.MaxValue - 65_536, true));
    }

    [Fact]
    public async Task Bodies_beside_the_size_of_a_small_one_are_read()
    {
        foreach (var length in new[] { 65_000, 65_536, 65_537, 70_000, 1_048_576, 1_048_577, 3_000_000 })
        {
            foreach (var areChunks in new[] { false, true })
            {
                const string Render = """{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}""";
                using var client = await RawClient.ConnectAsync(servers.Free);
                await client.SendAsync(Head("POST /ixp/render", areChunks ? null : length));
                await client.SendAsync(areChunks ? $"{Render.Length:x}\r\n{Render}\r\n" : Render);
                await client.SendSpacesAsync(length - Render.Length, areChunks);
                if (areChunks)
                {
                    await client.SendAsync("0\r\n\r\n");
                }

                Assert.StartsWith("HTTP/1.1 200", await client.ReadAnswerAsync());
            }
        }
    }

    private static string Head(string request, int? length, string more = "")
    {
        var parts = request.Split(' ');
        var type = parts.Length > 2 ? parts[2] : "application/json";
        var framing = length is null ? "Transfer-Encoding: chunked" : $"Content-Length: {length}";
        return $"{parts[0]} {parts[1]} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\n{framing}\r\n{more}\r\n";
    }

    /// <summary>One server without limits of requests and one with.</summary>
    public sealed class Servers : IAsyncDisposable
    {
        internal IxpTestServer Free { get; } = IxpTestServer.Start();

        internal IxpTestServer Limited { get; } =
            IxpTestServer.Start(new Dictionary<string, string?> { ["Ixp:Limits:Max"] = "1" });

        public async ValueTask DisposeAsync()
        {
            await Free.DisposeAsync();
            await Limited.DisposeAsync();
        }
    }
}
