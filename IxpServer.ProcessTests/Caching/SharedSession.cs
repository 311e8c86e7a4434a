using System.Net;
using System.Text;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Caching;

/// <summary>A session without an account, and the header that opens it.</summary>
internal sealed record SharedSession(Guid Id, (string, string) Token)
{
    internal string Path => $"/api/sessions/{Id}";

    internal static async Task<SharedSession> CreateAsync(IxpTestServer server, string n)
    {
        using var response = await server.PostAsync("/api/sessions", Body(n));
        var body = await response.JsonAsync();
        return new(body.GetProperty("id").GetGuid(), ("X-Session-Token", body.GetProperty("token").GetString()!));
    }

    /// <summary>What it holds, and its entity tag.</summary>
    internal async Task<(string?, string?)> ReadAsync(IxpTestServer server)
    {
        using var response = await server.GetAsync(Path, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.JsonAsync();
        return (body.GetProperty("context").GetProperty("n").GetString(), response.Header("ETag"));
    }

    internal async Task UpdateAsync(IxpTestServer server, string n, string tag)
    {
        using var update = new HttpRequestMessage(HttpMethod.Put, Path)
        {
            Content = new StringContent(Body(n), Encoding.UTF8, "application/json"),
        };
        using var updated = await server.SendAsync(update, Token, ("If-Match", tag));
        Assert.Equal(HttpStatusCode.OK, updated.StatusCode);
    }

    private static string Body(string n) => $$$"""{"context":{"n":"{{{n}}}"}}""";
}
