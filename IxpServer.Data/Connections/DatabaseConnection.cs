using Microsoft.Data.Sqlite;
using Npgsql;

namespace IxpServer.Data.Connections;

/// <summary>The databases that the server runs on.</summary>
public enum DatabaseKind
{
    /// <summary>Embedded: one file, one server.</summary>
    Sqlite,

    /// <summary>A server that all replicas share.</summary>
    Postgres,
}

/// <summary>Where the database is.</summary>
public sealed class DatabaseConnection
{
    private DatabaseConnection(DatabaseKind kind, string connectionString, string description)
    {
        Kind = kind;
        ConnectionString = connectionString;
        Description = description;
    }

    /// <summary>Which database.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>With the password: never print it.</summary>
    public string ConnectionString { get; }

    /// <summary>For messages: the host and the database's name, or the file.</summary>
    public string Description { get; }

    /// <summary>SQLite's file; null for PostgreSQL.</summary>
    public string? File { get; private init; }

    /// <summary>For connections that must end when they are closed.</summary>
    internal string Unpooled() =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString;

    /// <summary>For a health check on SQLite, which waits for another writer no longer than its prober for it.</summary>
    internal string Probing() =>
        new SqliteConnectionStringBuilder(ConnectionString) { DefaultTimeout = 1 }.ConnectionString;

    /// <inheritdoc/>
    public override string ToString() => Description;

    internal static DatabaseConnection Sqlite(string file, DatabaseOptions options) =>
        new(
            DatabaseKind.Sqlite,
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                ForeignKeys = true,
                DefaultTimeout = (int)options.CommandTimeout.TotalSeconds,
            }.ConnectionString,
            $"SQLite file {file}"
        )
        {
            File = file,
        };

    /// <summary>What the address says itself wins over the options.</summary>
    internal static DatabaseConnection Postgres(NpgsqlConnectionStringBuilder address, DatabaseOptions options)
    {
        var given = address.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Set("Minimum Pool Size", () => address.MinPoolSize = options.PoolMin);
        Set("Maximum Pool Size", () => address.MaxPoolSize = Math.Max(options.PoolMax, address.MinPoolSize));
        Set("Timeout", () => address.Timeout = (int)options.ConnectTimeout.TotalSeconds);
        Set("Command Timeout", () => address.CommandTimeout = (int)options.CommandTimeout.TotalSeconds);
        Set("Connection Idle Lifetime", () => address.ConnectionIdleLifetime = (int)options.IdleTimeout.TotalSeconds);
        Set("Connection Pruning Interval", () => address.ConnectionPruningInterval = 1);

        // Where Kerberos is not installed, as in most containers, asking for it prints a failure at each start.
        Set("GSS Encryption Mode", () => address.GssEncryptionMode = GssEncryptionMode.Disable);
        Set("Application Name", () => address.ApplicationName = "ixp-server");
        var host =
            address.Host!.Contains(':', StringComparison.Ordinal)
            || address.Host.Contains(',', StringComparison.Ordinal)
                ? address.Host
                : $"{address.Host}:{address.Port}";
        return new(DatabaseKind.Postgres, address.ConnectionString, $"PostgreSQL {host}, database {address.Database}");

        void Set(string keyword, Action set)
        {
            if (!given.Contains(keyword))
            {
                set();
            }
        }
    }
}
