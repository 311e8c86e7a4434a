using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.AppHost.Tests.EndToEnd;

/// <summary>An application of its own, in which the migrations fail.</summary>
[Collection(SharedApplication.Name)]
public sealed class FailedMigrationTests
{
    [Fact]
    public async Task The_server_is_not_started_and_the_log_says_why()
    {
        await using var application = await LocalApplication.StartAsync(_ => { }, "--Parameters:admin-email=nobody");

        var migrations = await application.WaitAsync(
            "migrations",
            migration => migration.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state)
        );
        await application.WaitAsync(
            "api",
            replica => replica.State?.Text == KnownResourceStates.FailedToStart,
            count: 2
        );

        var (instance, end) = migrations.Single();
        Assert.Equal(78, end.ExitCode);
        using var limit = new CancellationTokenSource(LocalApplication.Timeout);
        var log = application.App.Services.GetRequiredService<ResourceLoggerService>();
        var told = false;
        await foreach (var batch in log.WatchAsync(instance).WithCancellation(limit.Token))
        {
            told = batch.Any(line => line.Content.Contains("ADMIN_EMAIL: found 'nobody'", StringComparison.Ordinal));
            if (told)
            {
                break;
            }
        }

        Assert.True(told);
    }
}
