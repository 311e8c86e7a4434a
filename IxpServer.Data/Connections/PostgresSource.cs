using System.Diagnostics;
using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>Makes sources of connections to PostgreSQL, all with the same telemetry.</summary>
public static class PostgresSource
{
    /// <summary>What telemetry calls the application's pool.</summary>
    public const string Pool = "ixpdb";

    /// <summary>Makes the pool of the application.</summary>
    internal static NpgsqlDataSource Build(DatabaseConnection connection) => Build(connection.ConnectionString, Pool);

    /// <summary>Makes a source.</summary>
    /// <param name="connectionString">Where the database is.</param>
    /// <param name="name">What telemetry calls the source, instead of the address with its hosts and users.</param>
    public static NpgsqlDataSource Build(string connectionString, string name) =>
        new NpgsqlDataSourceBuilder(connectionString) { Name = name }
            // What runs for nobody in particular, several times a second, would bury the traces that somebody looks for.
            .ConfigureTracing(tracing =>
                tracing
                    .ConfigureCommandFilter(_ => IsOfTrace())
                    .ConfigureBatchFilter(_ => IsOfTrace())
                    .ConfigureCopyOperationFilter(_ => IsOfTrace())
                    .EnablePhysicalOpenTracing(false)
            )
            .Build();

    private static bool IsOfTrace() => Activity.Current is { Recorded: true };
}
