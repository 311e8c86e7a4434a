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

    private readonly Func<IxpTestServer> _start;

    private AccountsServer(TestDatabase database, StandingClock time, Func<IxpTestServer> start)
    {
        (Database, Time, _start) = (database, time, start);
        Server = start();
    }

    public TestDatabase Database { get; }

    public IxpTestServer Server { get; }

    public StandingClock Time { get; }

    public static Task<AccountsServer> StartAsync(DatabaseKind kind, params (string Name, string Value)[] settings) =>
        StartAsync(kind, _ => { }, settings);

    /// <summary>The same with services of the test's own.</summary>
    public static async Task<AccountsServer> StartAsync(
        DatabaseKind kind,
        Action<IServiceCollection> more,
        params (string Name, string Value)[] settings
    )
    {
        var database = await TestDatabase.CreateAsync(kind);
        var time = new StandingClock();
        return new AccountsServer(
            database,
            time,
            () =>
                IxpTestServer.Start(
                    database,
                    settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value),
                    services =>
                        more(
                            services.AddSingleton<TimeProvider>(time).AddSingleton(new PasswordWork(iterations: 1_000))
                        )
                )
        );
    }

    /// <summary>Another server on the same database, with the same settings and clock; whoever asks disposes of it.</summary>
    public IxpTestServer StartReplica() => _start();

    /// <summary>Sends a request, in an account's name when a token is given.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null, string? token = null) =>
        new Request(method, path, body, token).SendAsync(Server);

    /// <summary>Sends a request that must go well.</summary>
    internal async Task SendAsync(Request request)
    {
        using var answer = await request.SendAsync(Server);
        Assert.True(answer.IsSuccessStatusCode, await answer.TextAsync());
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

    /// <summary>The same, with an address that is known to be the person's: who may make keys.</summary>
    public async Task<SignedIn> NewConfirmedAsync(string email = "ann@example.com")
    {
        await RegisterAsync(email);
        await ConfirmAsync(email);
        return await LoginAsync(email);
    }

    /// <summary>Has the database know the address to be the person's.</summary>
    public Task ConfirmAsync(string email) =>
        Database.ExecuteAsync($"UPDATE users SET email_confirmed_at = created_at WHERE email = '{email}'");

    /// <summary>Makes a key.</summary>
    public async Task<(string Id, string Key)> NewKeyAsync(string token, string body = """{"name":"agent"}""")
    {
        var made = await AskAsync("POST", "/api/keys", body, token, HttpStatusCode.Created);
        return (made.GetProperty("id").GetString()!, made.GetProperty("key").GetString()!);
    }

    /// <summary>Signs in somebody whom the database was told to be an administrator.</summary>
    public async Task<SignedIn> NewAdminAsync(string email = "root@example.com")
    {
        await RegisterAsync(email, "Root");
        await ConfirmAsync(email);
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

/// <summary>What somebody asks for.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">Where.</param>
/// <param name="Body">As JSON text, or what becomes it; null for none.</param>
/// <param name="Token">Whoever's name it is in; null for nobody's.</param>
internal sealed record Request(string Method, string Path, object? Body = null, string? Token = null)
{
    internal Task<HttpResponseMessage> SendAsync(IxpTestServer server)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), Path);
        if (Body is not null)
        {
            var json = Body as string ?? JsonSerializer.Serialize(Body);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        return server.SendAsync(request);
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
