using System.Diagnostics;
using System.Net;
using IxpServer.Tests.Support;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Http;

/// <summary>What little input could make expensive. Alone: it looks at the time that the process takes.</summary>
[Collection(nameof(Alone))]
public sealed class CostTests
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_flood_of_nonsense_costs_little()
    {
        await using var server = IxpTestServer.Start();
        await server.PostAsync("/ixp/render", Repeat("[", 1_000));
        var flood = $"[{Repeat("{\"\":0,\"x\":0},", 100_000)[..^1]}]";
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 0; i < 50; i++)
        {
            using var response = await server.PostAsync("/ixp/render", flood);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        // Each body has 1.3 MB; sending and scanning it takes milliseconds, not the half second that building it would.
        Assert.InRange(Process.GetCurrentProcess().TotalProcessorTime - before, TimeSpan.Zero, Most);
    }

    [Fact]
    public async Task An_answer_is_made_no_further_than_it_may_go()
    {
        var items = $$"""{"items":{"properties":{"d":{"default":"{{new string('d', 1_000)}}"} } } }""";
        using var registry = new TestRegistry(
            Intents(Intent("plain", $$"""{"type":"object","properties":{"items":{{items}} } }"""))
        );
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?>(registry.Settings) { ["Ixp:Rendering:MaxAnswerMegabytes"] = "1" }
        );
        using var warm = await server.RenderAsync("plain", """{"items":[{}]}""");
        var body = $"{{\"items\":[{Repeat("{},", 3_000_000)[..^1]}]}}";
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        using var response = await server.RenderAsync("plain", body);

        // Three gigabytes would take half a minute.
        await response.ErrorAsync(HttpStatusCode.RequestEntityTooLarge, "INVALID_REQUEST");
        Assert.InRange(Process.GetCurrentProcess().TotalProcessorTime - before, TimeSpan.Zero, Most);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
