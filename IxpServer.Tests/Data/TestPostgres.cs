using IxpServer.Processes;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Data;
using Xunit;

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace IxpServer.Tests.Data;

/// <summary>The one PostgreSQL server of a test run, started when the first test asks for it.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> Started = new(() =>
        PostgresCluster.StartAsync(
            new PostgresOptions { Settings = new Dictionary<string, string> { ["max_connections"] = "400" } }
        )
    );

    /// <summary>The server. Without PostgreSQL on the machine the test is skipped, in CI it fails.</summary>
    public static async Task<PostgresCluster> GetAsync()
    {
        try
        {
            return await Started.Value;
        }
        catch (MissingBinaryException missing) when (Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }

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
