using System.Security.Cryptography;

namespace IxpServer.Processes.Redis;

/// <summary>A Redis server of its own, on loopback only and with a password.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly RedisOptions _options;
    private readonly RunDirectory _directory;
    private ChildProcess? _server;

    private RedisServer(RedisOptions options, RunDirectory directory, string password) =>
        (_options, _directory, Password) = (options, directory, password);

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Its password.</summary>
    public string Password { get; }

    /// <summary>What a client needs to connect, in the form of StackExchange.Redis.</summary>
    public string ConnectionString =>
        $"127.0.0.1:{Port},password={Password}{(_options.Tls is null ? "" : ",ssl=true")}";

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <exception cref="MissingBinaryException">Redis is not installed.</exception>
    /// <exception cref="ProcessFailedException">It does not start.</exception>
    public static async Task<RedisServer> StartAsync(
        RedisOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new RedisOptions();
        Binaries.OfThisMachine.Find("redis-server");
        var server = new RedisServer(
            options,
            await RunDirectory.CreateAsync(),
            RandomNumberGenerator.GetHexString(32, lowercase: true)
        );
        try
        {
            server.Port = await LoopbackPort.UseAsync(port => server.RunAsync(port, cancellation));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it. Does nothing when it has stopped.</summary>
    public Task StopAsync() => _server?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Kills it (<c>kill -9</c>) and waits until it is gone.</summary>
    public Task KillAsync() => _server?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Starts it again, after a stop or a kill, with the same data on the same port.</summary>
    /// <exception cref="ProcessFailedException">It does not start.</exception>
    public async Task StartAgainAsync(CancellationToken cancellation = default)
    {
        await StopAsync();
        await RunAsync(Port, cancellation);
    }

    /// <summary>Stops it and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _directory.DisposeAsync();
    }

    private async Task RunAsync(int port, CancellationToken cancellation)
    {
        var (data, file) = (_directory["redis"], _directory["redis.conf"]);
        Directory.CreateDirectory(data, Modes.Private);
        RedisConfiguration.Write(file, data, port, Password, _options);
        _server = await ChildProcess.StartReadyAsync(
            new ChildStart(Binaries.OfThisMachine.Find("redis-server"), [file]) { Directory = data },
            "Redis",
            line => line.Contains("Ready to accept connections", StringComparison.Ordinal),
            cancellation
        );
    }
}
