using System.Net;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>The id that each answer has, to be found again by.</summary>
public sealed class TraceIdTests(TraceIdServer fixture) : IClassFixture<TraceIdServer>
{
    [Theory]
    [InlineData("a")]
    [InlineData("Order-4711_b.2")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_valid_one_comes_back(string id)
    {
        using var response = await fixture.Server.GetAsync("/ixp/intents", ("x-trace-id", id));

        Assert.Equal(id, response.Header("x-trace-id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("has space")]
    [InlineData("a,b")]
    [InlineData("<script>")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task An_invalid_one_is_ignored(string id)
    {
        using var response = await fixture.Server.GetAsync("/ixp/intents", ("x-trace-id", id));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Matches("^[0-9a-f]{32}$", response.Header("x-trace-id"));
    }

    [Theory]
    [InlineData("/ixp/intents", HttpStatusCode.OK)]
    [InlineData("/alive", HttpStatusCode.OK)]
    [InlineData("/assets/app.js", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/api/users", HttpStatusCode.Unauthorized)]
    [InlineData("/ixp/render", HttpStatusCode.MethodNotAllowed)]
    public async Task Every_answer_has_one_of_its_own(string path, HttpStatusCode status)
    {
        using var first = await fixture.Server.GetAsync(path);
        using var second = await fixture.Server.GetAsync(path);

        Assert.Equal(status, first.StatusCode);
        Assert.Matches("^[0-9a-f]{32}$", first.Header("x-trace-id"));
        Assert.NotEqual(first.Header("x-trace-id"), second.Header("x-trace-id"));
    }
}

public sealed class TraceIdServer : IAsyncDisposable
{
    internal IxpTestServer Server { get; } = IxpTestServer.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
