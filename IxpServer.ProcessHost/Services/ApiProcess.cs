using System.Net;
using IxpServer.ProcessHost.Processes;

namespace IxpServer.ProcessHost.Services;

/// <summary>One replica of the server, as a process on loopback.</summary>
public sealed class ApiProcess : IAsyncDisposable
{
    private const string ReadyPath = "/ready";

    private readonly ServiceOptions _options;
    private ChildProcess? _server;

    private ApiProcess(ServiceOptions options) => _options = options;

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Its process.</summary>
    public ProcessIdentity? Process => _server?.Identity;

    /// <summary>Completes with its exit code when it ends.</summary>
    public Task<int> Exited => _server?.Exited ?? Task.FromResult(0);

    /// <summary>Starts the server; it is healthy when this returns.</summary>
    /// <exception cref="ProcessFailedException">It is not built, or does not become healthy.</exception>
    public static async Task<ApiProcess> StartAsync(
        ServiceOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new ServiceOptions();
        var api = new ApiProcess(options);
        api.Port = await LoopbackPort.UseAsync(options.Port, port => api.RunAsync(port, cancellation));
        return api;
    }

    /// <summary>Asks it to stop (SIGTERM) and waits. Does nothing when it has stopped.</summary>
    public Task StopAsync() => _server?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Kills it (<c>kill -9</c>) and waits until it is gone.</summary>
    public Task KillAsync() => _server?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Starts it again, after a stop or a kill, on the same port.</summary>
    /// <exception cref="ProcessFailedException">It does not become healthy.</exception>
    public async Task StartAgainAsync(CancellationToken cancellation = default)
    {
        await StopAsync();
        await RunAsync(Port, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task RunAsync(int port, CancellationToken cancellation)
    {
        var server = ChildProcess.Start(
            ServiceProcess.Start(_options, BuiltPrograms.Api) with
            {
                Environment = new Dictionary<string, string?>(_options.Environment)
                {
                    ["HOST"] = "127.0.0.1",
                    ["PORT"] = $"{port}",
                },
            }
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            _server = await server.ReadyAsync(WhenReadyAsync(port, stop.Token), _options.Name, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private static async Task WhenReadyAsync(int port, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await IsReadyAsync(client, cancellation))
        {
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.GetAsync(ReadyPath, cancellation);
            return response.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
