using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IxpServer.Api.Accounts;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>A server on a database of the test's own, with a clock that stands still, and what people do there.</summary>
public sealed class AccountsServer : IAsyncDisposable
{
    /// <summary>The password of every account that a test makes.</summary>
    public const string Password = "correct horse battery";

    private AccountsServer(TestDatabase database, IxpTestServer server, StandingClock time) =>
        (Database, Server, Time) = (database, server, time);

    public TestDatabase Database { get; }

    public IxpTestServer Server { get; }

    public StandingClock Time { get; }

    public static async Task<AccountsServer> StartAsync(
        DatabaseKind kind,
        params (string Name, string Value)[] settings
    )
    {
        var database = await TestDatabase.CreateAsync(kind);
        var time = new StandingClock();
        var server = IxpTestServer.Start(
            database,
            settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value),
            services => services.AddSingleton<TimeProvider>(time).AddSingleton(new PasswordWork(iterations: 1_000))
        );
        return new AccountsServer(database, server, time);
    }

    /// <summary>Sends a request, in an account's name when a token is given.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null, string? token = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            var json = body as string ?? JsonSerializer.Serialize(body);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return Server.SendAsync(request);
    }

    /// <summary>Sends a request and reads its answer, which must have this status.</summary>
    public async Task<JsonElement> AskAsync(
        string method,
        string path,
        object? body = null,
        string? token = null,
        HttpStatusCode status = HttpStatusCode.OK
    )
    {
        using var response = await SendAsync(method, path, body, token);
        var text = await response.TextAsync();
        Assert.True(response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length > 0 ? JsonElement.Parse(text) : default;
    }

    /// <summary>Sends a request that must be refused so.</summary>
    public async Task<JsonElement> RefusedAsync(
        HttpStatusCode status,
        string code,
        string method,
        string path,
        object? body = null,
        string? token = null
    )
    {
        using var response = await SendAsync(method, path, body, token);
        return await response.ErrorAsync(status, code);
    }

    public async Task<JsonElement> RegisterAsync(string email, string name = "Ann") =>
        (
            await AskAsync(
                "POST",
                "/api/auth/register",
                new
                {
                    name,
                    email,
                    password = Password,
                },
                status: HttpStatusCode.Created
            )
        ).GetProperty("user");

    public async Task<SignedIn> LoginAsync(string email, string password = Password) =>
        new(await AskAsync("POST", "/api/auth/login", new { email, password }));

    /// <summary>Registers and signs in.</summary>
    public async Task<SignedIn> NewUserAsync(string email = "ann@example.com")
    {
        await RegisterAsync(email);
        return await LoginAsync(email);
    }

    /// <summary>Signs in somebody whom the database was told to be an administrator.</summary>
    public async Task<SignedIn> NewAdminAsync(string email = "root@example.com")
    {
        await RegisterAsync(email, "Root");
        await Database.ExecuteAsync($"UPDATE users SET role = 'admin' WHERE email = '{email}'");
        return await LoginAsync(email);
    }

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) =>
        SendAsync("POST", "/api/auth/refresh", new { refreshToken });

    /// <summary>The status of a request for the own account.</summary>
    public async Task<HttpStatusCode> MeAsync(string token)
    {
        using var response = await SendAsync("GET", "/api/auth/me", token: token);
        return response.StatusCode;
    }

    /// <summary>What the audit log has, oldest first.</summary>
    public Task<IReadOnlyList<string>> AuditAsync() =>
        Database.RowsAsync("SELECT action FROM audit_log ORDER BY created_at, id");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>The answer to a sign-in.</summary>
public sealed record SignedIn(JsonElement Body)
{
    public string Access => Body.GetProperty("accessToken").GetString()!;

    public string Refresh => Body.GetProperty("refreshToken").GetString()!;

    public string Id => Body.GetProperty("user").GetProperty("id").GetString()!;
}

/// <summary>A clock that moves when a test says so. Timers run by the real one: they are none of these tests' matter.</summary>
public sealed class StandingClock : TimeProvider
{
    private long _now = DateTimeOffset.UtcNow.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _now), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);
}
