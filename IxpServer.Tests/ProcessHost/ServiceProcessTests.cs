using IxpServer.ProcessHost.Processes;
using IxpServer.ProcessHost.Services;
using Xunit;

namespace IxpServer.Tests.ProcessHost;

public sealed class ServiceProcessTests
{
    private static readonly Dictionary<string, string?> Development = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
    };

    private static readonly Dictionary<string, string?> Wrong = new() { ["CORS_ORIGIN"] = "nonsense" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_healthy_once_started_and_once_more_after_a_kill()
    {
        await using var api = await ApiProcess.StartAsync(
            new ServiceOptions { Environment = Development },
            Cancellation
        );
        using var client = new HttpClient { BaseAddress = api.Address };
        using (var response = await client.GetAsync("/ixp/health", Cancellation))
        {
            response.EnsureSuccessStatusCode();
        }

        await api.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/ixp/health", Cancellation));
        await api.StartAgainAsync(Cancellation);
        using (var response = await client.GetAsync("/ixp/health", Cancellation))
        {
            response.EnsureSuccessStatusCode();
        }

        await api.StopAsync();
        Assert.Equal(0, await api.Exited);
    }

    [Fact]
    public async Task A_server_that_cannot_start_tells_why()
    {
        var failed = await Assert.ThrowsAsync<ProcessFailedException>(() =>
            ApiProcess.StartAsync(new ServiceOptions { Environment = Wrong }, Cancellation)
        );

        Assert.StartsWith("api ended with exit code 78:", failed.Message, StringComparison.Ordinal);
        Assert.Contains("CORS_ORIGIN", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_runs_to_its_exit_code()
    {
        var options = new ServiceOptions { Program = BuiltPrograms.Find(BuiltPrograms.Api), Environment = Wrong };

        var result = await WorkerProcess.RunAsync(options, Cancellation);

        Assert.Equal(78, result.ExitCode);
        Assert.Contains(result.LastLines, line => line.Contains("CORS_ORIGIN", StringComparison.Ordinal));
    }
}
