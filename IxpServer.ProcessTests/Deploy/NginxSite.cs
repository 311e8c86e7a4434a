using System.Runtime.Versioning;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>Two servers and nginx.</summary>
[SupportedOSPlatform("linux")]
public sealed class NginxSite : IAsyncLifetime
{
    private readonly ServerProcess[] _servers = [Server(), Server()];

    internal NginxProcess Nginx { get; private set; } = null!;

    internal ServerProcess First => _servers[0];

    /// <summary>What both servers have printed.</summary>
    internal string Output => string.Concat(_servers.Select(server => server.Output));

    public async ValueTask InitializeAsync()
    {
        Nginx = await NginxProcess.StartAsync(await Task.WhenAll(_servers.Select(server => server.ReadyAsync())));
    }

    public async ValueTask DisposeAsync()
    {
        if (Nginx is not null)
        {
            await Nginx.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private static ServerProcess Server() =>
        ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0"),
            ("TRUSTED_PROXIES", "127.0.0.1")
        );
}
