using System.Text;
using System.Text.Json;
using IxpServer.Api.Rendering;
using IxpServer.Api.Rendering.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Rendering;

/// <summary>A batch is answered while it is rendered, and holds few renders at a time.</summary>
public sealed class BatchTests
{
    private const string Parameters = """{"type":"object","properties":{"n":{"type":"integer"}}}""";

    private static TestRegistry Registry() =>
        new(
            Intents(
                Intent("plain", Parameters),
                Intent("slow", Parameters, ",\"dataProvider\":{\"name\":\"gate\",\"timeoutMs\":30000}")
            )
        );

    [Fact]
    public async Task Results_are_sent_before_the_last_one_is_there()
    {
        var gate = new Gate();
        using var registry = Registry();
        await using var server = IxpTestServer.Start(
            registry,
            services => services.AddSingleton<IIntentDataProvider>(gate)
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ixp/render/batch")
        {
            Content = new StringContent(
                """{"requests":[{"intent":{"name":"plain","parameters":{"n":41}}},{"intent":{"name":"slow"}}]}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        var cancel = TestContext.Current.CancellationToken;
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var text = new StringBuilder();
        var bytes = new byte[1024];
        while (!text.ToString().Contains("\"n\":41", StringComparison.Ordinal))
        {
            text.Append(Encoding.UTF8.GetString(bytes.AsSpan(0, await stream.ReadAsync(bytes, cancel))));
        }

        gate.Open();
        using var rest = new StreamReader(stream);
        text.Append(await rest.ReadToEndAsync(cancel));
        var results = JsonElement.Parse(text.ToString()).GetProperty("results");
        Assert.Equal(2, results.GetArrayLength());
        Assert.Equal(200, results[1].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Only_some_renders_are_under_way_at_a_time_and_all_are_answered_in_order()
    {
        var gate = new Gate();
        using var registry = Registry();
        await using var server = IxpTestServer.Start(
            registry,
            services => services.AddSingleton<IIntentDataProvider>(gate)
        );
        var requests = Enumerable
            .Range(0, 50)
            .Select(n => $$"""{"intent":{"name":"slow","parameters":{"n":{{n}} } } }""");
        var answer = server.PostAsync("/ixp/render/batch", $$"""{"requests":[{{string.Join(",", requests)}}]}""");
        await Eventually.TrueAsync(
            () => Task.FromResult(gate.Waiting == RenderBatchService.MaxAhead),
            "as many renders as may are under way"
        );

        gate.Open();
        using var response = await answer;
        var results = (await response.JsonAsync()).GetProperty("results").EnumerateArray();
        Assert.Equal(
            Enumerable.Range(0, 50),
            results.Select(result =>
                result.GetProperty("body").GetProperty("record").GetProperty("props").GetProperty("n").GetInt32()
            )
        );
        Assert.InRange(gate.Most, 1, RenderBatchService.MaxAhead);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[{}]", 1)]
    public async Task Small_batches_are_whole_too(string requests, int count)
    {
        await using var server = IxpTestServer.Start();
        using var response = await server.PostAsync("/ixp/render/batch", $$"""{"requests":{{requests}}}""");

        Assert.Equal(count, (await response.JsonAsync()).GetProperty("results").GetArrayLength());
    }

    /// <summary>A provider that waits until the test lets it answer.</summary>
    private sealed class Gate : IIntentDataProvider
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();

        public string Name => "gate";

        public int Waiting { get; private set; }

        public int Most { get; private set; }

        public void Open() => _open.SetResult();

        public async Task<ProviderAnswer> GetAsync(JsonElement parameters, CancellationToken cancel)
        {
            lock (_lock)
            {
                Most = Math.Max(Most, ++Waiting);
            }

            await _open.Task.WaitAsync(cancel);
            lock (_lock)
            {
                Waiting--;
            }

            return new ProviderAnswer(JsonElement.Parse("{}"), "code");
        }
    }
}
