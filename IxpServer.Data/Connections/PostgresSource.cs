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
    public static NpgsqlDataSource Build(string connectionString, string name)
    {
        // Which of several hosts is wanted is said when the source is made, and not in its string. One host has no choice.
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var wanted = settings.TargetSessionAttributes;
        settings.TargetSessionAttributes = null;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name };

        // What runs for nobody in particular, several times a second, would bury the traces that somebody looks for.
        builder.ConfigureTracing(tracing =>
            tracing
                .ConfigureCommandFilter(_ => IsOfTrace())
                .ConfigureBatchFilter(_ => IsOfTrace())
                .ConfigureCopyOperationFilter(_ => IsOfTrace())
                .EnablePhysicalOpenTracing(false)
        );
        return wanted is not null && settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder
                .BuildMultiHost()
                .WithTargetSession(Enum.Parse<TargetSessionAttributes>(wanted.Replace("-", ""), ignoreCase: true))
            : builder.Build();
    }

    private static bool IsOfTrace() => Activity.Current is { Recorded: true };
}
