using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.AppHost.Tests;

/// <summary>The whole application, really started: needs Docker, and the images from its registry.</summary>
public sealed class EndToEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task From_nothing_to_a_render_and_the_first_administrators_sign_in()
    {
        await NeedDockerAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(AppModel.Cancel);
        limit.CancelAfter(Patience);
        await using var builder = await AppModel.RunAsync();
        // A volume of an earlier run would have another password.
        foreach (var volume in builder.Named("postgres").Annotations.OfType<ContainerMountAnnotation>().ToList())
        {
            builder.Named("postgres").Annotations.Remove(volume);
        }

        await using var application = await builder.BuildAsync(limit.Token);
        await application.StartAsync(limit.Token);
        var states = application.Services.GetRequiredService<ResourceNotificationService>();
        await states.WaitForResourceAsync("migrations", KnownResourceStates.TerminalStates, limit.Token);
        await states.WaitForResourceHealthyAsync("api", limit.Token);

        using var client = application.CreateHttpClient("api", "http");
        using var ready = await client.GetAsync("/ready", limit.Token);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        using var rendered = await client.PostAsJsonAsync(
            "/ixp/render",
            new { intent = new { name = "show_weather", parameters = new { city = "Oslo" } } },
            limit.Token
        );
        Assert.Equal(HttpStatusCode.OK, rendered.StatusCode);
        using var login = await client.PostAsJsonAsync(
            "/api/auth/login",
            new { email = AppModel.AdminEmail, password = AppModel.AdminPassword },
            limit.Token
        );
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        var answer = await login.Content.ReadFromJsonAsync<JsonElement>(limit.Token);
        Assert.Equal("admin", answer.GetProperty("user").GetProperty("role").GetString());
    }

    /// <summary>Without it the test is skipped, in CI it fails.</summary>
    private static async Task NeedDockerAsync()
    {
        try
        {
            var start = new ProcessStartInfo("docker", "version")
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var docker = Process.Start(start)!;
            await docker.WaitForExitAsync(AppModel.Cancel);
            if (docker.ExitCode is 0)
            {
                return;
            }
        }
        catch (Win32Exception)
        {
            // There is no such program.
        }

        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is "true", "Docker does not run on this machine");
        Assert.Fail("Docker does not run on this machine");
    }
}
