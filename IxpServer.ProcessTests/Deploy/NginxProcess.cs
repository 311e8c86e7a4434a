using System.Runtime.Versioning;
using IxpServer.Processes;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>
/// nginx with the configuration of <c>deploy/nginx</c>, on loopback. Other than there are: addresses, paths, and who the
/// replicas are. A test may choose the client's address by the header <see cref="ClientHeader"/>.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NginxProcess : IAsyncDisposable
{
    internal const string ClientHeader = "X-Test-Client";

    private readonly TestAuthority _authority = new("nginx");
    private readonly TemporaryDirectory _directory = new();
    private ChildProcess? _nginx;

    /// <summary>Where it answers with TLS.</summary>
    internal Uri Address { get; private set; } = null!;

    /// <summary>Where it sends on to that.</summary>
    internal Uri PlainAddress { get; private set; } = null!;

    /// <summary>A shared host of which the replicas have a path, without TLS: as docs/containers.md says.</summary>
    internal Uri MountedAddress { get; private set; } = null!;

    private string Configuration => Path.Combine(_directory.Path, "nginx.conf");

    internal static async Task<NginxProcess> StartAsync(params Uri[] replicas)
    {
        var nginx = new NginxProcess();
        nginx.Write(LoopbackPort.FindFree(3), replicas);
        nginx._nginx = ChildProcess.Start(
            new ChildStart(Binaries.OfThisMachine.Find("nginx"), [.. nginx.Arguments, "-g", "user root; daemon off;"])
        );
        await nginx._nginx.ReadyAsync(nginx.WhenListeningAsync(), "nginx", TestContext.Current.CancellationToken);
        return nginx;
    }

    /// <summary>A client that trusts its certificate, and only that.</summary>
    internal HttpClient Client(string? address = null)
    {
        var client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => _authority.HasIssued(shown) },
            }
        )
        {
            BaseAddress = Address,
        };
        if (address is not null)
        {
            client.DefaultRequestHeaders.Add(ClientHeader, address);
        }

        return client;
    }

    /// <summary>Asks nginx itself what it thinks of its configuration; its exit code and words.</summary>
    internal Task<(int ExitCode, string Output)> CheckAsync() =>
        Script.RunAsync(Binaries.OfThisMachine.Find("nginx"), ["-t", .. Arguments]);

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
        {
            await _nginx.DisposeAsync();
        }

        await _directory.DisposeAsync();
        _authority.Dispose();
    }

    private string[] Arguments => ["-e", "stderr", "-c", Configuration];

    private void Write(int port, Uri[] replicas)
    {
        (PlainAddress, Address) = (new($"http://127.0.0.1:{port}"), new($"https://localhost:{port + 1}"));
        MountedAddress = new($"http://127.0.0.1:{port + 2}/ixp-demo/");
        var (certificate, key) = _authority.IssueFiles("localhost");
        Directory.CreateDirectory(Path.Combine(_directory.Path, "tmp"));
        var local = Directory.CreateDirectory(Path.Combine(_directory.Path, "local"));
        File.WriteAllText(
            Path.Combine(local.FullName, "client.conf"),
            $"set_real_ip_from 127.0.0.1; real_ip_header {ClientHeader};"
        );
        File.WriteAllText(
            Path.Combine(local.FullName, "mounted.conf"),
            $$"""
            server {
                listen 127.0.0.1:{{port + 2}};
                location /ixp-demo/ {
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $remote_addr;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Prefix /ixp-demo;
                    proxy_pass http://api/;
                }
            }
            """
        );
        var servers = string.Join(
            "\n",
            replicas.Select(replica => $"server {replica.Authority} max_fails=2 fail_timeout=5s;")
        );
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy", "nginx")))
        {
            var text = File.ReadAllText(file)
                .Replace(" /tmp/", $" {_directory.Path}/tmp/", StringComparison.Ordinal)
                .Replace("/etc/nginx/ixp/", $"{_directory.Path}/", StringComparison.Ordinal)
                .Replace("/etc/nginx/site.conf", $"{_directory.Path}/tls.conf", StringComparison.Ordinal)
                .Replace("/etc/nginx/local/", $"{_directory.Path}/local/", StringComparison.Ordinal)
                .Replace("/etc/nginx/tls/tls.crt", certificate, StringComparison.Ordinal)
                .Replace("/etc/nginx/tls/tls.key", key, StringComparison.Ordinal)
                .Replace("listen [::]:", "# listen ", StringComparison.Ordinal)
                .Replace("listen 8080", $"listen 127.0.0.1:{port}", StringComparison.Ordinal)
                // Debian 12's nginx knows HTTP/2 only as a word of this line, and no names that are asked for again.
                .Replace("listen 8443 ssl", $"listen 127.0.0.1:{port + 1} ssl http2", StringComparison.Ordinal)
                .Replace("http2 on;", "", StringComparison.Ordinal)
                .Replace("server api:8080 resolve max_fails=2 fail_timeout=5s;", servers, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(_directory.Path, Path.GetFileName(file)), text);
        }
    }

    private async Task WhenListeningAsync()
    {
        using var client = new HttpClient { BaseAddress = PlainAddress };
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return (await client.GetAsync("/nginx-alive")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "nginx answers"
        );
    }
}
