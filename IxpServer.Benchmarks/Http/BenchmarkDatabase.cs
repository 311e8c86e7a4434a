using IxpServer.Processes;
using IxpServer.Processes.Postgres;

namespace IxpServer.Benchmarks.Http;

/// <summary>A PostgreSQL server of the benchmark's own, migrated, for the IXP server to keep its state in.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private const string Name = "ixp";
    private const string Worker = "IxpServer.MigrationService";

    private readonly PostgresCluster _cluster;

    private BenchmarkDatabase(PostgresCluster cluster) => _cluster = cluster;

    /// <summary>What makes a server use it.</summary>
    internal IReadOnlyDictionary<string, string?> Environment =>
        new Dictionary<string, string?> { ["ConnectionStrings__ixpdb"] = _cluster.ConnectionString(Name) };

    /// <exception cref="ProcessFailedException">It cannot be started or migrated.</exception>
    internal static async Task<BenchmarkDatabase> StartAsync(CancellationToken cancel)
    {
        var database = new BenchmarkDatabase(
            await PostgresCluster.StartAsync(new PostgresOptions { Fsync = true }, cancel)
        );
        await database._cluster.CreateDatabaseAsync(Name, cancellation: cancel);
        try
        {
            await MigrateAsync(database.Environment, cancel);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the migration service.</summary>
    /// <exception cref="ProcessFailedException">It failed.</exception>
    internal static Task MigrateAsync(IReadOnlyDictionary<string, string?> environment, CancellationToken cancel)
    {
        // As it was built beside this program, in its own project's output of the same configuration.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(here.FullName, "..", "..", Worker, here.Name, $"{Worker}.dll");
        return Commands.RunAsync(
            new ChildStart(Binaries.OfThisMachine.Find("dotnet"), [program]) { Environment = environment },
            cancel
        );
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
