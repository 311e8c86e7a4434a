using IxpServer.ProcessHost.Postgres;
using IxpServer.ProcessHost.Services;

namespace IxpServer.Benchmarks.Http;

/// <summary>A PostgreSQL server of the benchmark's own, migrated, for the IXP server to keep its state in.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private const string Name = "ixp";

    private readonly PostgresCluster _cluster;

    private BenchmarkDatabase(PostgresCluster cluster) => _cluster = cluster;

    /// <summary>What makes a server use it.</summary>
    internal IReadOnlyDictionary<string, string?> Environment =>
        new Dictionary<string, string?> { ["ConnectionStrings__ixpdb"] = _cluster.ConnectionString(Name) };

    /// <exception cref="InvalidOperationException">It cannot be migrated.</exception>
    internal static async Task<BenchmarkDatabase> StartAsync(CancellationToken cancel)
    {
        var database = new BenchmarkDatabase(
            await PostgresCluster.StartAsync(new PostgresOptions { Fsync = true }, cancel)
        );
        await database._cluster.CreateDatabaseAsync(Name, cancellation: cancel);
        var migration = await WorkerProcess.RunAsync(new ServiceOptions { Environment = database.Environment }, cancel);
        if (migration.ExitCode is 0)
        {
            return database;
        }

        await database.DisposeAsync();
        throw new InvalidOperationException(string.Join('\n', migration.LastLines));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
