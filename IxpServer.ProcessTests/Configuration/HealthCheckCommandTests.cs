using IxpServer.Api;
using IxpServer.Api.Start;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary><c>IxpServer.Api --health-check</c>, the health check of a container.</summary>
public sealed class HealthCheckCommandTests
{
    [Fact]
    public async Task It_finds_the_server_that_has_the_same_variables()
    {
        await using var server = ServerProcess.Start(
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0")
        );
        var address = await server.ReadyAsync();
        await using var check = ServerProcess.Start(
            [HealthCheckCommand.Option],
            ("HOST", "0.0.0.0"),
            ("PORT", $"{address.Port}")
        );
        Assert.Equal(0, await check.ExitAsync());
    }

    [Fact]
    public async Task It_tells_why_a_server_is_not_ready()
    {
        await using var stub = await StubHttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/ready" ? 503 : 200;
            return context.Response.WriteAsync("migrations are pending");
        });
        var address = new Uri(stub.Url);
        await using var check = ServerProcess.Start(
            [HealthCheckCommand.Option],
            ("ASPNETCORE_URLS", $";http://*:{address.Port};")
        );

        Assert.Equal(1, await check.ExitAsync());
        Assert.Contains($"{address}ready answers 503 migrations are pending", check.Output);
    }

    [Theory]
    [InlineData("--urls=http://127.0.0.1:1")]
    [InlineData("--http_ports=1")]
    [InlineData("--urls=http://127.0.0.1:0")]
    [InlineData("--urls=rubbish")]
    [InlineData("--Ixp:Server:Port=abc")]
    public async Task Without_a_server_it_fails(string where) =>
        Assert.Equal(1, await HealthCheckCommand.RunAsync([HealthCheckCommand.Option, where], Features.Settings));
}
