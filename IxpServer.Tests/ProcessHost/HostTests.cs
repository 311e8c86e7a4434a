using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using IxpServer.ProcessHost.Processes;
using Xunit;

namespace IxpServer.Tests.ProcessHost;

[SupportedOSPlatform("linux")]
public sealed class HostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_everything_and_a_signal_stops_all_of_it()
    {
        Installed.Need("postgres", "redis-server");
        var port = HostRunner.FreePorts(2);
        await using var host = await HostRunner.StartReadyAsync("--replicas", "2", "--ephemeral", "--port", $"{port}");

        await AssertHealthyAsync(port);
        await AssertHealthyAsync(port + 1);
        var children = host.Children();
        Assert.Equal(["api-1", "api-2", "postgres", "redis"], children.Keys.Order(StringComparer.Ordinal));
        Assert.All(children.Values, child => Assert.True(child.IsAlive));
        var connect = Path.Combine(host.Data, "connect.env");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(connect));

        Assert.Equal(0, await host.TerminateAsync());

        Assert.All(children.Values, child => Assert.False(child.IsAlive));
        Assert.False(Directory.Exists(host.Data));
    }

    [Fact]
    public async Task What_a_killed_host_leaves_the_next_start_clears_away()
    {
        Installed.Need("postgres", "redis-server");
        await using var place = new TemporaryPlace();
        string[] arguments = ["--replicas", "1", "--data", place.Path, "--port", $"{HostRunner.FreePorts(1)}"];
        await using var killed = await HostRunner.StartReadyAsync(arguments);
        var left = killed.Children();
        var secrets = await File.ReadAllTextAsync(Path.Combine(place.Path, "secrets"), Cancellation);
        await killed.KillAsync();
        Assert.All(left.Values, child => Assert.True(child.IsAlive));

        await using var next = await HostRunner.StartReadyAsync(arguments);

        await next.LineAsync("host       | stopped 3 processes that an earlier run had left");
        Assert.All(left.Values, child => Assert.False(child.IsAlive));
        Assert.Equal(secrets, await File.ReadAllTextAsync(Path.Combine(place.Path, "secrets"), Cancellation));
        var second = next.Children();
        Assert.Equal(0, await next.TerminateAsync());
        Assert.All(second.Values, child => Assert.False(child.IsAlive));
        Assert.Empty(Directory.GetFiles(place.Path, "*.pid"));
    }

    [Fact]
    public async Task A_crashed_replica_is_started_again()
    {
        var port = HostRunner.FreePorts(1);
        await using var host = await HostRunner.StartReadyAsync([.. Bare, "--port", $"{port}"]);
        var crashed = host.Children()["api-1"];

        crashed.Send(Signal.Kill);

        await host.LineAsync("host       | api-1 ended with exit code 137; starting it again in 0.5 s");
        await host.LineAsync("host       | api-1 runs again");
        await AssertHealthyAsync(port);
        Assert.NotEqual(crashed, host.Children()["api-1"]);
        Assert.Equal(0, await host.TerminateAsync());
    }

    [Fact]
    public async Task A_replica_that_cannot_start_ends_the_run_with_its_last_lines()
    {
        await using var host = HostRunner.Start(
            [.. Bare, "--port", $"{HostRunner.FreePorts(1)}"],
            ("CORS_ORIGIN", "nonsense")
        );

        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains("api-1 ended with exit code 78:", host.Lines);
        Assert.Contains(host.Lines, line => line.StartsWith("    - CORS_ORIGIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var host = HostRunner.Start([.. Bare, "--port", $"{port}"]);

        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains($"Port {port} is in use; --port names another", host.Lines);
    }

    [Fact]
    public async Task A_missing_program_is_named_before_anything_starts()
    {
        await using var place = new TemporaryPlace();
        foreach (var program in new[] { "dotnet", "setsid" })
        {
            File.CreateSymbolicLink(Path.Combine(place.Path, program), Binaries.OfThisMachine.Find(program));
        }

        await using var host = HostRunner.Start(["--no-postgres", "--ephemeral"], ("PATH", place.Path));

        Assert.Equal(69, await host.ExitAsync());
        Assert.Equal(["redis-server is not installed. On Debian and Ubuntu: apt-get install redis-server"], host.Lines);
    }

    [Theory]
    [InlineData("--replicas: found '0'; allowed: 1 to 32", "--replicas", "0")]
    [InlineData("--port needs a value", "--port")]
    [InlineData("--nonsense is not an option", "--nonsense")]
    [InlineData("--replicas: a file of its own can serve one replica only", "--no-postgres", "--replicas", "2")]
    [InlineData("--port: not every replica would have a port", "--port", "65535", "--replicas", "2")]
    public async Task A_wrong_command_line_is_told(string told, params string[] arguments)
    {
        await using var host = HostRunner.Start(arguments, ("DATABASE_URL", null), ("ConnectionStrings__ixpdb", null));

        Assert.Equal(64, await host.ExitAsync());
        Assert.Equal(told, host.Lines[0]);
    }

    /// <summary>One replica and nothing else.</summary>
    private static string[] Bare => ["--no-postgres", "--no-redis", "--ephemeral"];

    private static async Task AssertHealthyAsync(int port)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/ixp/health"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
