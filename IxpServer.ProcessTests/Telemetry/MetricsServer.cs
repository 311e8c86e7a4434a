using System.Text;
using IxpServer.Data.Connections;
using IxpServer.Processes.Redis;
using IxpServer.Tests.Caching;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Telemetry;

/// <summary>
/// A server with everything that is measured: PostgreSQL, Redis over TLS, limits. A process of its own, since the
/// runtime's and Npgsql's metrics are those of the whole process.
/// </summary>
public sealed class MetricsServer : IAsyncLifetime
{
    private readonly TestAuthority _authority = new("ours");
    private TestDatabase? _database;
    private RedisServer? _redis;
    private ServerProcess? _server;

    internal HttpClient Http { get; private set; } = null!;

    /// <summary>What a scrape is answered.</summary>
    internal Task<string> ScrapeAsync() => Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

    /// <summary>The same once a batch of intent logs has been written, a scrape been counted, and the health checks have run.</summary>
    internal Task<string> ScrapeAfterBatchAsync() =>
        ScrapeUntilAsync("ixp_intent_logs_batch_rows_count", "route=\"/metrics\"", "ixp_health_status");

    /// <summary>The same once it has these parts: a request is counted when it has ended, which its client may learn before.</summary>
    internal async Task<string> ScrapeUntilAsync(params string[] parts)
    {
        var text = "";
        await Eventually.TrueAsync(
            async () =>
            {
                text = await ScrapeAsync();
                return parts.All(part => text.Contains(part, StringComparison.Ordinal));
            },
            $"the metrics have {string.Join(", ", parts)}"
        );
        return text;
    }

    /// <summary>Renders an intent of the samples, or one that there is not.</summary>
    internal async Task RenderAsync(string intent, string city = "Oslo")
    {
        using var body = new StringContent(
            $$"""{"intent":{"name":"{{intent}}","parameters":{"city":"{{city}}"} } }""",
            Encoding.UTF8,
            "application/json"
        );
        using var response = await Http.PostAsync("/ixp/render", body, TestContext.Current.CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        _redis = await HardenedRedis.StartAsync(_authority.IssueFiles("127.0.0.1"));
        _server = ServerProcess.Start([
            ("ASPNETCORE_ENVIRONMENT", "Testing"),
            ("PORT", "0"),
            ("HOST", "127.0.0.1"),
            ("ConnectionStrings__cache", _redis.ConnectionString),
            ("REDIS_TLS_CA", _authority.File),
            ("RATE_LIMIT_MAX", "1000000"),
            // In hexadecimal, 4 MB: there is no heap to tell of before its first collection.
            ("DOTNET_GCgen0size", "400000"),
            .. _database.Variables,
        ]);
        Http = new HttpClient { BaseAddress = await _server.ReadyAsync() };
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        foreach (var part in new IAsyncDisposable?[] { _server, _redis, _database })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        _authority.Dispose();
    }
}
