using System.Net;
using System.Text.Json;
using IxpServer.Data.Connections;
using IxpServer.Data.Entities;
using IxpServer.Tests.Accounts;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IxpServer.Tests.Status;

/// <summary><c>/health</c>, and what all health checks have in common.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Everybody_is_told_the_status_and_administrators_the_details()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = IxpTestServer.Start(database);
        await server.DatabaseReadyAsync();
        var admin = server.TokenFor(await database.AddUserAsync("root@example.com", Roles.Admin));
        var user = server.TokenFor(await database.AddUserAsync("ann@example.com"));
        await Eventually.TrueAsync(
            async () => (await HealthAsync(server)).GetProperty("status").GetString() is "healthy",
            "the server is healthy"
        );

        string[] expected = ["cache", "database", "definitions", "intentLogs", "memory", "registry"];
        foreach (var token in new[] { null, user })
        {
            var health = await HealthAsync(server, token);
            Assert.Equal(["status", "timestamp", "checks"], health.EnumerateObject().Select(member => member.Name));
            var checks = health.GetProperty("checks").EnumerateObject().ToList();
            Assert.Equal(expected, checks.Select(check => check.Name).Order(StringComparer.Ordinal));
            Assert.All(checks, check => Assert.Equal("""{"status":"healthy"}""", check.Value.GetRawText()));
        }

        var told = await HealthAsync(server, admin);
        Assert.True(told.GetProperty("uptime").GetDouble() > 0);
        Assert.Matches(@"^\d+\.\d+\.\d+", told.GetProperty("version").GetString());
        var memory = told.GetProperty("checks").GetProperty("memory");
        Assert.InRange(memory.GetProperty("heapUsed").GetInt64(), 1, memory.GetProperty("limit").GetInt64());
        Assert.True(told.GetProperty("checks").GetProperty("database").GetProperty("durationMs").GetDouble() > 0);
    }

    [Theory]
    [InlineData(HealthStatus.Degraded, "degraded", HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, "unhealthy", HttpStatusCode.ServiceUnavailable)]
    public async Task The_worst_check_counts_and_its_words_stay_inside(
        HealthStatus state,
        string status,
        HttpStatusCode code
    )
    {
        await using var server = StartWith(() => new HealthCheckResult(state, "at db.internal"));
        await Eventually.TrueAsync(
            async () => (await HealthAsync(server)).GetProperty("status").GetString() == status,
            status
        );
        using var response = await server.GetAsync("/health");
        var text = await response.TextAsync();

        Assert.Equal(code, response.StatusCode);
        Assert.DoesNotContain("db.internal", text);
        Assert.Equal("no-store", response.Header("Cache-Control"));
    }

    [Fact]
    public async Task However_many_ask_each_check_runs_once_a_second()
    {
        var runs = 0;
        var time = new StandingClock();
        await using var server = IxpTestServer.Start(services: services =>
            services
                .AddSingleton<TimeProvider>(time)
                .AddHealthChecks()
                .AddCheck(
                    "counted",
                    () =>
                    {
                        Interlocked.Increment(ref runs);
                        return HealthCheckResult.Healthy();
                    },
                    ["ready"]
                )
        );

        await Parallel.ForAsync(
            0,
            300,
            new ParallelOptions { MaxDegreeOfParallelism = 30 },
            async (n, _) => (await server.GetAsync(n % 2 is 0 ? "/health" : "/ready")).Dispose()
        );
        Assert.Equal(1, runs);

        time.Advance(TimeSpan.FromSeconds(1));
        (await server.GetAsync("/ixp/health")).Dispose();
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_check_that_hangs_holds_nobody_up()
    {
        using var hanging = new ManualResetEventSlim();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = StartWith(
            () =>
            {
                hanging.Wait();
                return HealthCheckResult.Healthy();
            },
            time
        );
        try
        {
            var health = server.GetAsync("/health");
            using (var alive = await server.GetAsync("/alive"))
            {
                Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
            }

            time.Advance(TimeSpan.FromSeconds(2));
            Assert.False(health.IsCompleted);
            // Some more, since the wait may begin only now, and slowly, since its end takes a moment to be seen.
            var asked = 0;
            await Eventually.TrueAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(asked++ % 20 is 0 ? 0.2 : 0));
                    return Task.FromResult(health.IsCompleted);
                },
                "it is late"
            );
            Assert.InRange(time.GetUtcNow() - time.Start, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
            using var response = await health;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.True((await response.JsonAsync()).GetProperty("checks").TryGetProperty("late", out _));
        }
        finally
        {
            hanging.Set();
        }
    }

    [Fact]
    public async Task Metrics_tell_the_last_status_and_wait_for_no_check()
    {
        using var hanging = new ManualResetEventSlim();
        var asked = new TaskCompletionSource();

        // Time stands still: nobody who waits for the check is ever told that it is late.
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?> { ["Ixp:Metrics:Enabled"] = "true" },
            services: services =>
                services
                    .AddSingleton<TimeProvider>(new StandingClock())
                    .AddHealthChecks()
                    .AddCheck(
                        "store",
                        () =>
                        {
                            asked.TrySetResult();
                            hanging.Wait();
                            return HealthCheckResult.Degraded();
                        }
                    )
        );
        try
        {
            (await server.GetAsync("/metrics")).Dispose();
            await asked.Task.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
            using var during = await server.GetAsync("/metrics");

            Assert.DoesNotContain("ixp_health_status{check=\"store\"}", await during.TextAsync());
        }
        finally
        {
            hanging.Set();
        }

        await Eventually.TrueAsync(
            async () =>
            {
                using var after = await server.GetAsync("/metrics");
                return (await after.TextAsync()).Contains(
                    "ixp_health_status{check=\"store\"} 0.5",
                    StringComparison.Ordinal
                );
            },
            "the check's status is told"
        );
    }

    [Fact]
    public async Task It_can_be_taken_away_and_probes_stay()
    {
        await using var server = IxpTestServer.Start(
            new Dictionary<string, string?> { ["Ixp:Health:Enabled"] = "false" }
        );
        using var health = await server.GetAsync("/health");
        using var alive = await server.GetAsync("/alive");

        Assert.Equal(HttpStatusCode.NotFound, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private static IxpTestServer StartWith(Func<HealthCheckResult> check, TimeProvider? time = null) =>
        IxpTestServer.Start(services: services =>
            services.AddSingleton(time ?? TimeProvider.System).AddHealthChecks().AddCheck("store", check)
        );

    private static async Task<JsonElement> HealthAsync(IxpTestServer server, string? token = null)
    {
        using var response = await server.GetAsync(
            "/health",
            token is null ? [] : [("Authorization", $"Bearer {token}")]
        );
        return await response.JsonAsync();
    }
}
