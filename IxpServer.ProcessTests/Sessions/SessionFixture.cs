using System.Net;
using System.Text;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Sessions;

/// <summary>A server on a database of its own, spoken to as somebody.</summary>
public sealed class SessionFixture : IAsyncDisposable
{
    private SessionFixture(TestDatabase database, IxpTestServer server) => (Database, Server) = (database, server);

    public TestDatabase Database { get; }

    public IxpTestServer Server { get; }

    public static async Task<SessionFixture> StartAsync(
        DatabaseKind kind,
        IReadOnlyDictionary<string, string?>? settings = null
    )
    {
        var database = await TestDatabase.CreateAsync(kind);
        return new SessionFixture(database, IxpTestServer.Start(database, settings));
    }

    /// <summary>Another replica, or the same server after a restart.</summary>
    public IxpTestServer StartAnother(IReadOnlyDictionary<string, string?> settings) =>
        IxpTestServer.Start(Database, settings);

    /// <summary>An account, and the header by which it is signed in.</summary>
    public async Task<(User User, (string, string) SignedIn)> AddUserAsync(string name, string role = Roles.User)
    {
        var user = TestDatabase.NewUser($"{name}@example.com");
        user.Role = role;
        await using var context = Database.Open();
        context.Add(user);
        await context.SaveChangesAsync(TestDatabase.Cancel);
        return (user, ("Authorization", $"Bearer {Server.TokenFor(user)}"));
    }

    /// <summary>Makes a session; its id and the header that carries its token.</summary>
    public async Task<(Guid Id, (string, string) Token)> CreateAsync(
        string context = "{}",
        params (string, string)[] headers
    )
    {
        using var response = await Server.PostAsync("/api/sessions", $$"""{"context":{{context}} }""", headers);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var body = await response.JsonAsync();
        var token = body.TryGetProperty("token", out var value) ? value.GetString()! : "";
        return (body.GetProperty("id").GetGuid(), ("X-Session-Token", token));
    }

    public Task<HttpResponseMessage> GetAsync(Guid id, params (string, string)[] headers) =>
        Server.GetAsync($"/api/sessions/{id}", headers);

    public Task<HttpResponseMessage> PutAsync(Guid id, string body, params (string, string)[] headers) =>
        Server.SendAsync(
            new HttpRequestMessage(HttpMethod.Put, $"/api/sessions/{id}")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            },
            headers
        );

    public Task<HttpResponseMessage> DeleteAsync(Guid id, params (string, string)[] headers) =>
        Server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/sessions/{id}"), headers);

    /// <summary>The context as the server tells it.</summary>
    public async Task<JsonElement> ContextAsync(Guid id, params (string, string)[] headers)
    {
        using var response = await GetAsync(id, headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.JsonAsync()).GetProperty("context");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Database.DisposeAsync();
    }
}
