using System.Data.Common;
using Npgsql;

namespace IxpServer.Data.Diagnostics;

/// <summary>
/// What PostgreSQL knows of its own work (13 or newer). Texts of statements are shown only where they cannot hold a value: of what
/// the statistics have made anonymous, and of this server's own statements, which pass all values as parameters.
/// </summary>
public sealed class PostgresActivity(NpgsqlDataSource source)
{
    /// <summary>The most characters of a statement.</summary>
    public const int MaxStatement = 4_000;

    private const int TimeoutSeconds = 5;

    /// <summary>Of these the statistics replace all constants; others, such as ALTER ROLE, they keep with the password.</summary>
    private const string IsAnonymous = @"query ~* '^\s*(select|insert|update|delete|merge|with|values)\M'";

    /// <summary>The most connections that this server's pool opens.</summary>
    public int PoolMax => new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize;

    /// <summary>Statements of this database, the slowest first.</summary>
    /// <param name="order">By which figure.</param>
    /// <param name="skip">Rows to leave out.</param>
    /// <param name="take">The most rows.</param>
    /// <param name="cancel">Ends the query.</param>
    /// <exception cref="StatementStatisticsException">The extension <c>pg_stat_statements</c> is not there.</exception>
    public async Task<IReadOnlyList<StatementStatistics>> SlowestAsync(
        StatementOrder order,
        int skip,
        int take,
        CancellationToken cancel
    )
    {
        var column = order switch
        {
            StatementOrder.Total => "total_exec_time",
            StatementOrder.Calls => "calls",
            _ => "mean_exec_time",
        };
        try
        {
            return await ReadAsync(
                $"""
                SELECT left(query, {MaxStatement}), calls, total_exec_time, mean_exec_time, max_exec_time, rows,
                       shared_blks_hit, shared_blks_read
                FROM pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND {IsAnonymous}
                ORDER BY {column} DESC, queryid
                OFFSET @skip LIMIT @take
                """,
                row => new StatementStatistics(
                    row.GetString(0),
                    row.GetInt64(1),
                    row.GetDouble(2),
                    row.GetDouble(3),
                    row.GetDouble(4),
                    row.GetInt64(5),
                    row.GetInt64(6),
                    row.GetInt64(7)
                ),
                cancel,
                ("skip", skip),
                ("take", take)
            );
        }
        catch (PostgresException missing)
            when (missing.SqlState
                    is PostgresErrorCodes.UndefinedTable
                        or PostgresErrorCodes.ObjectNotInPrerequisiteState
            )
        {
            throw new StatementStatisticsException(missing);
        }
    }

    /// <summary>What clients of this database have been doing for at least so long, the longest first.</summary>
    /// <param name="least">How long.</param>
    /// <param name="skip">Rows to leave out.</param>
    /// <param name="take">The most rows.</param>
    /// <param name="cancel">Ends the query.</param>
    public Task<IReadOnlyList<RunningStatement>> RunningAsync(
        TimeSpan least,
        int skip,
        int take,
        CancellationToken cancel
    ) =>
        ReadAsync(
            $"""
            SELECT pid, coalesce(usename, ''), coalesce(application_name, ''), coalesce(state, ''),
                   coalesce(wait_event_type || ': ' || wait_event, ''),
                   extract(epoch FROM clock_timestamp() - query_start)::float8,
                   extract(epoch FROM clock_timestamp() - xact_start)::float8,
                   CASE WHEN usename = current_user AND application_name = current_setting('application_name') AND {IsAnonymous} THEN left(query, {MaxStatement}) END
            FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
              AND state <> 'idle' AND clock_timestamp() - coalesce(xact_start, query_start) >= @least
            ORDER BY coalesce(xact_start, query_start), pid
            OFFSET @skip LIMIT @take
            """,
            row => new RunningStatement(
                row.GetInt32(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.IsDBNull(5) ? null : row.GetDouble(5),
                row.IsDBNull(6) ? null : row.GetDouble(6),
                row.IsDBNull(7) ? null : row.GetString(7)
            ),
            cancel,
            ("least", least),
            ("skip", skip),
            ("take", take)
        );

    /// <summary>How many connections of all clients there are, and how many the server takes.</summary>
    public async Task<(IReadOnlyDictionary<string, long> ByState, int Most)> ConnectionsAsync(CancellationToken cancel)
    {
        var states = await ReadAsync(
            """
            SELECT coalesce(state, 'other'), count(*), current_setting('max_connections')::int
            FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1 ORDER BY 1
            """,
            row => (State: row.GetString(0), Count: row.GetInt64(1), Most: row.GetInt32(2)),
            cancel
        );
        return (states.ToDictionary(row => row.State, row => row.Count, StringComparer.Ordinal), states[0].Most);
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken cancel,
        params (string Name, object Value)[] parameters
    )
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = TimeoutSeconds;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}

/// <summary>The extension that counts statements is not there.</summary>
public sealed class StatementStatisticsException(Exception inner)
    : Exception(
        "PostgreSQL does not count statements: add pg_stat_statements to its shared_preload_libraries, start it again, and run "
            + "CREATE EXTENSION pg_stat_statements in the server's database",
        inner
    );
