using System.Net;
using System.Text.Json;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Operations.Health;
using IxpServer.Api.Operations.Metrics;
using IxpServer.Api.Registry;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace IxpServer.Tests.Status;

public sealed class StatusTests
{
    [Fact]
    public async Task Health_tells_status_version_uptime_and_checks()
    {
        await using var server = IxpTestServer.Start();
        var health = default(JsonElement);

        // A busy machine may make a database late that has just been made.
        await Eventually.TrueAsync(
            async () =>
            {
                health = await server.GetJsonAsync("/ixp/health");
                return health.GetProperty("status").GetString() is "healthy";
            },
            "the server is healthy"
        );
        Assert.Equal("IXP Server", health.GetProperty("service").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", health.GetProperty("version").GetString());
        Assert.True(health.GetProperty("uptime").GetDouble() >= 0);
        Assert.Equal("pass", health.GetProperty("checks").GetProperty("intents").GetProperty("status").GetString());
        Assert.Matches(
            @"^\d+ intents loaded$",
            health.GetProperty("checks").GetProperty("intents").GetProperty("message").GetString()
        );
        Assert.Matches(
            @"^\d+ components loaded$",
            health.GetProperty("checks").GetProperty("components").GetProperty("message").GetString()
        );
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, "healthy", "pass", 200)]
    [InlineData(HealthStatus.Degraded, "degraded", "warn", 200)]
    [InlineData(HealthStatus.Unhealthy, "unhealthy", "fail", 503)]
    public async Task Health_follows_the_readiness_checks(HealthStatus state, string status, string check, int code)
    {
        await using var server = IxpTestServer.Start(services: services =>
            services.AddHealthChecks().AddCheck("store", () => new HealthCheckResult(state, "at db.internal"))
        );
        using var response = await server.GetAsync("/ixp/health");
        var text = await response.TextAsync();
        var health = JsonElement.Parse(text);

        Assert.Equal(code, (int)response.StatusCode);
        Assert.Equal(status, health.GetProperty("status").GetString());
        Assert.Equal(check, health.GetProperty("checks").GetProperty("store").GetProperty("status").GetString());
        Assert.DoesNotContain("db.internal", text);
        Assert.False(health.GetProperty("checks").TryGetProperty("self", out _));
        Assert.Equal("no-store", response.Header("Cache-Control"));
    }

    [Fact]
    public async Task Health_fails_while_no_definitions_are_loaded()
    {
        await using var server = IxpTestServer.Start(services: services =>
            services.AddSingleton<HealthService>(provider => new HealthService(
                new RegistryStore(),
                provider.GetRequiredService<IntentLogHealth>(),
                provider.GetRequiredService<HealthCheckService>(),
                provider.GetRequiredService<MetricsSummary>(),
                TimeProvider.System
            ))
        );
        using var response = await server.GetAsync("/ixp/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        AssertJson.Equal(
            """{"status":"fail","message":"no definitions are loaded"}""",
            (await response.JsonAsync()).GetProperty("checks").GetProperty("registry")
        );
    }

    [Fact]
    public async Task Metrics_count_requests_renders_and_errors()
    {
        await using var server = IxpTestServer.Start();
        await server.RenderAsync("show_weather", """{"city":"Oslo"}""");
        await server.RenderAsync("show_weather", """{"city":"Oslo"}""");
        await server.RenderAsync("nope");
        await server.GetAsync("/nowhere");
        var metrics = await server.GetJsonAsync("/ixp/metrics");

        Assert.Equal(4, metrics.GetProperty("requests").GetProperty("total").GetInt64());
        AssertJson.Equal("""{"show_weather":2}""", metrics.GetProperty("requests").GetProperty("byIntent"));
        AssertJson.Equal("""{"2xx":2,"4xx":2}""", metrics.GetProperty("requests").GetProperty("byStatus"));
        AssertJson.Equal(
            """{"total":2,"byType":{"INTENT_NOT_SUPPORTED":1,"NOT_FOUND":1}}""",
            metrics.GetProperty("errors")
        );
        var performance = metrics.GetProperty("performance");
        Assert.True(performance.GetProperty("averageResponseTime").GetDouble() > 0);
        Assert.True(
            performance.GetProperty("p99ResponseTime").GetDouble()
                >= performance.GetProperty("p95ResponseTime").GetDouble()
        );
        Assert.True(metrics.GetProperty("uptime").GetDouble() > 0);
    }

    [Fact]
    public async Task Made_up_names_and_paths_add_nothing_to_the_metrics()
    {
        await using var server = IxpTestServer.Start();
        for (var i = 0; i < 300; i++)
        {
            await server.RenderAsync($"made-up-{i}");
            await server.GetAsync($"/made/up/{i}");
        }

        var metrics = await server.GetJsonAsync("/ixp/metrics");
        Assert.Empty(metrics.GetProperty("requests").GetProperty("byIntent").EnumerateObject());
        Assert.Equal(2, metrics.GetProperty("errors").GetProperty("byType").EnumerateObject().Count());
    }

    [Fact]
    public async Task Alive_answers_200()
    {
        await using var server = IxpTestServer.Start();
        using var response = await server.GetAsync("/alive");

        Assert.Equal("Healthy", await response.TextAsync());
    }
}
