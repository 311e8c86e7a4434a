using System.Text;
using System.Text.Json;
using IxpServer.Api.Database;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Entities;
using IxpServer.Tests.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>
/// A server of a test's own, on real Kestrel and a free port of loopback: what is tested is what clients meet,
/// limits and broken requests included.
/// </summary>
public sealed class IxpTestServer : WebApplicationFactory<Program>
{
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly Action<IServiceCollection>? _services;
    private readonly string? _ownDatabase;
    private readonly string? _ownSpool;

    private IxpTestServer(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? services)
    {
        // Every server has a database of its own, also where the test does not look at it.
        if (
            !settings.Keys.Any(key =>
                key.StartsWith("Ixp:Database:", Ignoring) || key.StartsWith("ConnectionStrings:", Ignoring)
            )
        )
        {
            _ownDatabase = TestDatabase.CopySqlite();
            settings = new Dictionary<string, string?>(settings) { ["Ixp:Database:File"] = _ownDatabase };
        }

        // Not in the checkout, where the default would put it.
        if (!settings.ContainsKey("Ixp:IntentLogs:SpoolDirectory"))
        {
            _ownSpool = Path.Combine(Path.GetTempPath(), $"ixp-spool-{Guid.NewGuid():N}");
            settings = new Dictionary<string, string?>(settings) { ["Ixp:IntentLogs:SpoolDirectory"] = _ownSpool };
        }

        // Gathering them takes time at each start, and few tests look at them.
        if (!settings.ContainsKey(MetricsEnabled))
        {
            settings = new Dictionary<string, string?>(settings) { [MetricsEnabled] = "false" };
        }

        _settings = settings;
        _services = services;
        UseKestrel();
    }

    private const string MetricsEnabled = "Ixp:Metrics:Enabled";

    private const StringComparison Ignoring = StringComparison.OrdinalIgnoreCase;

    /// <summary>Speaks to the server; redirects are not followed.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Starts a server with these settings, on the sample registry unless they name another.</summary>
    public static IxpTestServer Start(
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null
    )
    {
        var server = new IxpTestServer(settings ?? new Dictionary<string, string?>(), services);
        server.StartServer();
        server.Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.ClientOptions.BaseAddress,
        };
        return server;
    }

    /// <summary>Starts a server on a database that the test has made and goes on owning.</summary>
    public static IxpTestServer Start(
        TestDatabase database,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null
    )
    {
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>());
        foreach (var (name, value) in database.Variables)
        {
            all[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        return Start(all, services);
    }

    /// <summary>Starts a server on a registry of the test's own.</summary>
    public static IxpTestServer Start(TestRegistry registry, Action<IServiceCollection>? services = null) =>
        Start(registry.Settings, services);

    /// <summary>Sends JSON text as it is.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        return SendAsync(request, headers);
    }

    /// <summary>Renders an intent with parameters given as JSON text.</summary>
    public Task<HttpResponseMessage> RenderAsync(
        string intent,
        string parameters = "{}",
        params (string Name, string Value)[] headers
    ) =>
        PostAsync(
            "/ixp/render",
            $$"""{"intent":{"name":{{JsonSerializer.Serialize(intent)}},"parameters":{{parameters}} } }""",
            headers
        );

    /// <summary>An access token for an account that the test has put into the database.</summary>
    public string TokenFor(User user)
    {
        var family = Guid.CreateVersion7();
        using var database = Services.GetRequiredService<IDbContextFactory<IxpDbContext>>().CreateDbContext();
        database.RefreshTokens.Add(
            new RefreshToken
            {
                UserId = user.Id,
                FamilyId = family,
                TokenHash = family.ToByteArray(),
                ExpiresAt = DateTime.UtcNow.AddDays(30),
            }
        );
        database.SaveChanges();
        return Services.GetRequiredService<AccessTokens>().Issue(user, family);
    }

    /// <summary>Waits until the server may use its database.</summary>
    public Task DatabaseReadyAsync() =>
        Services.GetRequiredService<DatabaseStart>().Ready.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>GET with headers.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), headers);

    /// <summary>GET as JSON; the status must be 200.</summary>
    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    /// <summary>Sends any request with headers.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A check that is slow on a busy machine is not what is tested, but where the test has the clock.</summary>
    private static void BePatient(IServiceCollection services)
    {
        if (!services.Any(service => !service.IsKeyedService && service.ImplementationInstance is FakeTimeProvider))
        {
            services.PostConfigure<HealthCheckServiceOptions>(options =>
            {
                foreach (var check in options.Registrations)
                {
                    check.Timeout = Eventually.Limit;
                }
            });
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
        if (_ownDatabase is not null)
        {
            TestDatabase.DeleteSqlite(_ownDatabase);
        }

        if (Directory.Exists(_ownSpool))
        {
            Directory.Delete(_ownSpool, recursive: true);
        }
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_settings.GetValueOrDefault(WebHostDefaults.EnvironmentKey) ?? "Testing");
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        if (_services is not null)
        {
            builder.ConfigureServices(_services);
        }

        builder.ConfigureServices(BePatient);
    }
}
