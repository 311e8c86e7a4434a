using System.Runtime.Versioning;
using IxpServer.Data.Connections;
using IxpServer.Processes.Postgres;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IxpServer.Tests.Deploy;

/// <summary>A database with two users, and a directory for its backups and their metrics.</summary>
[SupportedOSPlatform("linux")]
internal sealed class BackupSite : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private BackupSite(PostgresCluster postgres, TestDatabase database) =>
        (Postgres, Database, Name) = (
            postgres,
            database,
            new NpgsqlConnectionStringBuilder(
                database.Services.GetRequiredService<DatabaseConnection>().ConnectionString
            ).Database!
        );

    internal PostgresCluster Postgres { get; }

    internal TestDatabase Database { get; }

    /// <summary>The database's name.</summary>
    internal string Name { get; }

    internal string Directory => _directory.Path;

    /// <summary>The finished backups in the directory.</summary>
    internal string[] Backups => System.IO.Directory.GetFiles(Directory, "*.dump");

    private string Metrics => Path.Combine(Directory, "ixp.prom");

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _directory.DisposeAsync();
    }

    internal static async Task<BackupSite> CreateAsync()
    {
        var postgres = await TestPostgres.GetAsync();
        var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await database.AddUserAsync("ann@example.com");
        await database.AddUserAsync("bob@example.com");
        return new(postgres, database);
    }

    /// <summary>Runs <c>backup.sh</c>.</summary>
    internal Task<(int ExitCode, string Output)> BackUpAsync(params (string, string)[] variables) =>
        Script.RunAsync(
            Postgres,
            Path.Combine(Script.Directory, "backup.sh"),
            [],
            [("PGDATABASE", Name), ("BACKUP_DIR", Directory), ("BACKUP_METRICS", Metrics), .. variables]
        );

    /// <summary>Runs <c>restore.sh</c>.</summary>
    internal Task<(int ExitCode, string Output)> RestoreAsync(
        string[] arguments,
        params (string, string)[] variables
    ) =>
        Script.RunAsync(
            Postgres,
            Path.Combine(Script.Directory, "restore.sh"),
            arguments,
            [("PGDATABASE", Name), .. variables]
        );

    /// <summary>What the last run has left for node_exporter; null when it left nothing of that name.</summary>
    internal async Task<string?> MetricAsync(string name) =>
        (await File.ReadAllLinesAsync(Metrics, TestDatabase.Cancel))
            .SingleOrDefault(line => line.StartsWith($"{name} ", StringComparison.Ordinal))
            ?.Split(' ')[1];

    internal async Task<IReadOnlyList<string>> UsersAsync(string? database = null) =>
        await Postgres.SqlAsync("SELECT u::text FROM users u ORDER BY id", database ?? Name, TestDatabase.Cancel);
}
