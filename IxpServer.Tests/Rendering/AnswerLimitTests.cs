using System.Net;
using System.Text.Json;
using IxpServer.Api.Rendering.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static IxpServer.Tests.Support.TestRegistry;

namespace IxpServer.Tests.Rendering;

/// <summary>Little can ask for much: defaults in the items of an array. What comes of it is bounded all the same.</summary>
public sealed class AnswerLimitTests : IAsyncLifetime
{
    private const int Limit = 1024 * 1024;

    private readonly TestRegistry _registry;
    private readonly IxpTestServer _server;

    public AnswerLimitTests()
    {
        var parameters = $$"""
            {"type":"object","properties":{"items":{"type":"array","items":
              {"type":"object","properties":{"d":{"default":"{{new string('d', 1_000)}}"} } } } } }
            """;
        _registry = new TestRegistry(
            Intents(Intent("plain", parameters), Intent("fed", parameters, ",\"dataProvider\":{\"name\":\"counting\"}"))
        );
        _server = IxpTestServer.Start(
            new Dictionary<string, string?>(_registry.Settings) { ["Ixp:Rendering:MaxAnswerMegabytes"] = "1" },
            services => services.AddSingleton<IIntentDataProvider>(new Counting())
        );
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("fed")]
    public async Task An_answer_that_would_be_larger_than_it_may_is_a_413_with_the_reason(string intent)
    {
        using var fits = await _server.RenderAsync(intent, Items(900));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.InRange((await fits.TextAsync()).Length, 900_000, Limit + 1_000);

        using var large = await _server.RenderAsync(intent, Items(1_100));
        var error = await large.ErrorAsync(HttpStatusCode.RequestEntityTooLarge, "INVALID_REQUEST");
        Assert.Contains("RENDER_MAX_ANSWER_MB", error.GetProperty("message").GetString());
        AssertJson.Equal($$"""{"maxAnswerBytes":{{Limit}}}""", error.GetProperty("details"));
    }

    [Fact]
    public async Task A_batch_has_the_limit_for_all_of_its_answers_together()
    {
        var requests = "400 1100 400 400 1"
            .Split(' ')
            .Select(count => $$"""{"intent":{"name":"plain","parameters":{{Items(int.Parse(count))}} } }""");
        using var response = await _server.PostAsync(
            "/ixp/render/batch",
            $$"""{"requests":[{{string.Join(',', requests)}}]}"""
        );
        var results = (await response.JsonAsync()).GetProperty("results").EnumerateArray().ToList();

        Assert.Equal([200, 413, 200, 413, 413], results.Select(result => result.GetProperty("status").GetInt32()));
        Assert.Contains("The answer would", Message(results[1]));
        Assert.Contains("The answer of the whole batch would", Message(results[3]));
        Assert.Contains("The answer of the whole batch would", Message(results[4]));

        static string? Message(JsonElement result) =>
            result.GetProperty("body").GetProperty("error").GetProperty("message").GetString();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _registry.Dispose();
    }

    private static string Items(int count) => $"{{\"items\":[{string.Join(',', Enumerable.Repeat("{}", count))}]}}";

    private sealed class Counting : IIntentDataProvider
    {
        public string Name => "counting";

        public Task<ProviderAnswer> GetAsync(JsonElement parameters, CancellationToken cancel) =>
            Task.FromResult(
                new ProviderAnswer(
                    JsonElement.Parse($"{{\"count\":{parameters.GetProperty("items").GetArrayLength()}}}"),
                    "code"
                )
            );
    }
}
