using System.Diagnostics;
using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>Makes the pool of connections to PostgreSQL.</summary>
internal static class PostgresSource
{
    /// <summary>What telemetry calls the pool: not the address, which is nobody's business there.</summary>
    private const string Name = "ixpdb";

    internal static NpgsqlDataSource Build(DatabaseConnection connection) =>
        new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = Name }
            // What runs for nobody in particular, several times a second, would bury the traces that somebody looks for.
            .ConfigureTracing(tracing =>
                tracing
                    .ConfigureCommandFilter(_ => IsOfTrace())
                    .ConfigureBatchFilter(_ => IsOfTrace())
                    .ConfigureCopyOperationFilter(_ => IsOfTrace())
            )
            .Build();

    private static bool IsOfTrace() => Activity.Current is { Recorded: true };
}
