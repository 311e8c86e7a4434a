using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Registry.Admin;

/// <summary>A server with a database and files of its own, and an administrator who speaks to it.</summary>
public sealed class AdminServer : IAsyncDisposable
{
    private readonly string _token;

    private AdminServer(TestDatabase database, TestRegistry files, IxpTestServer server, User admin)
    {
        (Database, Files, Server, Admin) = (database, files, server, admin);
        _token = server.TokenFor(admin);
    }

    public TestDatabase Database { get; }

    public TestRegistry Files { get; }

    public IxpTestServer Server { get; }

    public User Admin { get; }

    /// <summary>Starts on files with an intent <c>first</c> and a component <c>Card</c>.</summary>
    public static async Task<AdminServer> StartAsync(DatabaseKind kind, params (string Name, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync(kind);
        var admin = await database.AddUserAsync("admin@example.com", Roles.Admin);
        var files = new TestRegistry(TestRegistry.Intents(TestRegistry.Intent("first")));
        var all = new Dictionary<string, string?>(files.Settings);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var server = IxpTestServer.Start(database, all);
        await server.DatabaseReadyAsync();
        return new AdminServer(database, files, server, admin);
    }

    /// <summary>An intent of the given version with parameters as JSON text.</summary>
    public static string Intent(
        string name,
        string version = "1.0.0",
        string parameters = """{"type":"object"}""",
        string component = "Card",
        string more = ""
    ) =>
        $$"""{"name":{{JsonSerializer.Serialize(name)}},"description":"d","parameters":{{parameters}},"component":"{{component}}","version":"{{version}}"{{more}}}""";

    /// <summary>A component with its name.</summary>
    public static string Component(string name, string version = "1.0.0", string props = """{"type":"object"}""") =>
        $$"""{"name":"{{name}}","framework":"vanilla","remoteUrl":"/c/{{name}}.js","exportName":"{{name}}","propsSchema":{{props}},"version":"{{version}}","allowedOrigins":["*"]}""";

    /// <summary>Sends as the administrator.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? json = null,
        params (string Name, string Value)[] headers
    ) => SendAsync(Server, method, path, json, headers);

    /// <summary>Sends to another server on the same database.</summary>
    public Task<HttpResponseMessage> SendAsync(
        IxpTestServer server,
        HttpMethod method,
        string path,
        string? json = null,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, $"/api/registry{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            ReferenceEquals(server, Server) ? _token : server.TokenFor(Admin)
        );
        if (json is not null)
        {
            // A body that is refused for its size is not sent.
            request.Headers.ExpectContinue = json.Length > 1024 * 1024;
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return server.SendAsync(request, headers);
    }

    /// <summary>Sends, expects a status, and reads the answer.</summary>
    public async Task<JsonElement> JsonAsync(
        HttpMethod method,
        string path,
        string? json = null,
        HttpStatusCode status = HttpStatusCode.OK,
        params (string Name, string Value)[] headers
    )
    {
        using var response = await SendAsync(method, path, json, headers);
        var text = await response.TextAsync();
        Assert.True(response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    public Task<JsonElement> GetAsync(string path) => JsonAsync(HttpMethod.Get, path);

    public Task<JsonElement> PublishAsync(string intent) =>
        JsonAsync(HttpMethod.Post, "/intents", intent, HttpStatusCode.Created);

    public Task<JsonElement> PublishComponentAsync(string component) =>
        JsonAsync(HttpMethod.Post, "/components", component, HttpStatusCode.Created);

    public Task<JsonElement> SetStatusAsync(string path, string status) =>
        JsonAsync(HttpMethod.Put, $"{path}/status", $$"""{"status":"{{status}}"}""");

    /// <summary>Sends what must be refused; the error.</summary>
    public async Task<JsonElement> RefusedAsync(
        HttpMethod method,
        string path,
        string? json,
        HttpStatusCode status,
        string code
    )
    {
        using var response = await SendAsync(method, path, json);
        return await response.ErrorAsync(status, code);
    }

    public async Task<HttpStatusCode> RenderAsync(string intent)
    {
        using var response = await Server.RenderAsync(intent);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Files.Dispose();
        await Database.DisposeAsync();
    }
}
