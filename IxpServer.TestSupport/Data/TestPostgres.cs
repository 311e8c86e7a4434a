using IxpServer.Processes.Postgres;

namespace IxpServer.Tests.Data;

/// <summary>The one PostgreSQL server of a test run, started when the first test asks for it.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> Started = new(() =>
        PostgresCluster.StartAsync(
            new PostgresOptions { Settings = new Dictionary<string, string> { ["max_connections"] = "400" } }
        )
    );

    /// <summary>The server. Without PostgreSQL on the machine the test fails.</summary>
    public static Task<PostgresCluster> GetAsync() => Started.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await TestDatabase.DeleteTemplateAsync();
        if (Started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await Started.Value).DisposeAsync();
        }
    }
}
