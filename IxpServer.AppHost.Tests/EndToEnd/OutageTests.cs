using System.Net;
using IxpServer.Processes;
using Xunit;

namespace IxpServer.AppHost.Tests.EndToEnd;

/// <summary>What the application does while a part of it is away, and after.</summary>
[Collection(SharedApplication.Name)]
public sealed class OutageTests(RunningApplication application)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_replica_is_killed_the_other_answers_every_new_request()
    {
        var replicas = await application.HealthyAsync();

        var killed = replicas[0].Process;
        killed.Send(Signal.Kill);
        Assert.True(await killed.EndedAsync(LocalApplication.Timeout));

        for (var n = 0; n < 20; n++)
        {
            // A connection of its own each: one that was open to the killed replica is broken, as it should be.
            using var client = new HttpClient { BaseAddress = application.Http.BaseAddress };
            using var answer = await client.GetAsync("/ixp/intents", Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        // Aspire starts nothing again by itself.
        await application.StartEndedReplicaAsync();
        await application.HealthyAsync();
    }

    [Theory]
    [InlineData("cache", "cache")]
    [InlineData("postgres", "database")]
    public async Task A_store_that_stops_degrades_the_server_which_goes_on_and_heals(string resource, string check)
    {
        await application.CommandAsync(resource, KnownResourceCommands.StopCommand);
        await application.HealthAsync(check, "degraded");

        using (var answer = await application.Http.GetAsync("/ixp/intents", Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await application.StartStoreAsync(resource);
        await application.HealthAsync(check, "healthy");
        await application.HealthyAsync();
    }
}
