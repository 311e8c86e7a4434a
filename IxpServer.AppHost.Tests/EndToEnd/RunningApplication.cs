using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace IxpServer.AppHost.Tests.EndToEnd;

/// <summary>
/// The whole application as a developer has it, started once for all tests: stores, migrations, two replicas. The stores are
/// processes of this machine; with <c>IXP_TEST_STORES=containers</c> they are containers.
/// </summary>
public sealed class RunningApplication : IAsyncLifetime
{
    /// <summary>How many renders each caller has.</summary>
    public const int Renders = 200;

    private TestRegistry _registry = null!;
    private StubHttpServer _provider = null!;
    private LocalApplication? _application;

    /// <summary>Through the address that all replicas are behind.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The same, as the administrator.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <summary>The application itself.</summary>
    public DistributedApplication App => _application!.App;

    public async ValueTask InitializeAsync()
    {
        _provider = await StubHttpServer.StartAsync(_ => Task.CompletedTask);
        _provider.Answer = context => context.Response.WriteAsync($$"""{"n":{{_provider.Requests}}}""");
        _registry = new TestRegistry(
            TestRegistry.Intents(
                TestRegistry.Intent(
                    "things",
                    more: $$$""","dataProvider":{"name":"shop","required":true,"cacheSeconds":600,"url":"{{{_provider.Url}}}"}"""
                )
            )
        );
        _application = await LocalApplication.StartAsync(builder =>
            builder
                .CreateResourceBuilder<ProjectResource>("api")
                .WithEnvironment("Ixp__Registry__Intents__0", "samples/intents.json")
                .WithEnvironment("Ixp__Registry__Intents__1", _registry.IntentsFile)
                .WithEnvironment("Ixp__Registry__Components__0", "samples/components.json")
                .WithEnvironment("Ixp__Registry__Components__1", _registry.ComponentsFile)
                .WithEnvironment("RATE_LIMIT_MAX", "100000")
                .WithEnvironment("SLOW_DOWN_AFTER", "0")
                .WithEnvironment("Ixp__Limits__Render", Renders.ToString(CultureInfo.InvariantCulture))
                // No window ends while the tests run.
                .WithEnvironment("RATE_LIMIT_WINDOW", "86400000")
        );
        await HealthyAsync();
        Http = App.CreateHttpClient("api", "http");
        Admin = await SignInAsync(App.GetEndpoint("api", "http"));
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        Admin?.Dispose();
        if (_application is not null)
        {
            // Else it has not started, and why is what the tests should say.
            await _application.DisposeAsync();
        }

        await _provider.DisposeAsync();
        _registry.Dispose();
    }

    /// <summary>Waits until both replicas run and say that they are well; they.</summary>
    public async Task<IReadOnlyList<Replica>> HealthyAsync()
    {
        var instances = await _application!.WaitAsync(
            "api",
            instance => instance.HealthStatus is HealthStatus.Healthy,
            count: 2
        );
        var replicas = instances.Select(instance => Replica.Of(instance.Key, instance.Value)).ToList();
        await Task.WhenAll(replicas.Select(replica => replica.ReadyAsync()));
        return replicas;
    }

    /// <summary>Starts a store that was stopped, and waits until Aspire knows that it is well: a replica waits for that.</summary>
    public async Task StartStoreAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.StartCommand);
        await _application!.WaitAsync(
            resource,
            store => store.State?.Text == KnownResourceStates.Running && store.HealthStatus is HealthStatus.Healthy
        );
    }

    /// <summary>Starts the replica that has ended.</summary>
    public async Task StartEndedReplicaAsync()
    {
        var ended = await _application!.WaitAsync(
            "api",
            instance => instance.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state)
        );
        await CommandAsync(ended.Keys.Single(), KnownResourceCommands.StartCommand);
    }

    /// <summary>Waits until the server says so of its health, through the address of all replicas.</summary>
    public Task HealthAsync(string check, string status) =>
        Eventually.TrueAsync(
            async () =>
            {
                var health = await Http.GetFromJsonAsync<JsonElement>("/health", TestContext.Current.CancellationToken);
                return health.GetProperty("checks").GetProperty(check).GetProperty("status").GetString() == status;
            },
            $"{check} is {status}"
        );

    /// <summary>Runs a command of the dashboard.</summary>
    public async Task<ExecuteCommandResult> CommandAsync(string resource, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(
            resource,
            command,
            new InteractionInputCollection([]),
            TestContext.Current.CancellationToken
        );
        Assert.True(result.Success, $"{resource} {command}: {result.Message}");
        return result;
    }

    private static async Task<HttpClient> SignInAsync(Uri address)
    {
        var client = new HttpClient { BaseAddress = address };
        using var answer = await client.PostAsJsonAsync(
            "/api/auth/login",
            new { email = AppModel.AdminEmail, password = AppModel.AdminPassword }
        );
        var body = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            body.GetProperty("accessToken").GetString()
        );
        return client;
    }
}

/// <summary>All end-to-end tests share the one application, and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class SharedApplication : ICollectionFixture<RunningApplication>
{
    public const string Name = "end to end";
}
