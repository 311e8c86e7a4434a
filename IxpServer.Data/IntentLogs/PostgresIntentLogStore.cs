using Npgsql;
using NpgsqlTypes;

namespace IxpServer.Data.IntentLogs;

/// <summary>Binary COPY.</summary>
/// <param name="source">Where to connect.</param>
public sealed class PostgresIntentLogStore(NpgsqlDataSource source) : IntentLogStore
{
    private const int MostTries = 5;

    private const string Columns =
        "id, created_at, updated_at, session_id, user_id, intent_type, query, response, response_time_ms, success, "
        + "error_message";

    private const string CopyHere = $"COPY intent_logs ({Columns}) FROM STDIN (FORMAT BINARY)";

    private const string CopyAside = $"COPY intent_logs_again ({Columns}) FROM STDIN (FORMAT BINARY)";

    /// <inheritdoc/>
    public override async Task<int> WriteAsync(IntentLogRows rows, bool mayBeThere, CancellationToken cancellationToken)
    {
        var refused = 0;
        for (var tries = 1; rows.Count > 0; tries++)
        {
            try
            {
                await WriteOnceAsync(rows, mayBeThere, cancellationToken);
                break;
            }
            catch (PostgresException fault)
                when (fault.SqlState is PostgresErrorCodes.CheckViolation && tries < MostTries)
            {
                // The month of a row was attached while it was on its way to the default partition: now it goes there.
            }
            catch (PostgresException fault)
                when (fault.SqlState is PostgresErrorCodes.ForeignKeyViolation && tries < MostTries)
            {
                var known = await WithKnownOwnersAsync(rows, cancellationToken);
                refused += rows.Count - known.Count;
                rows = known;
            }
            catch (PostgresException fault) when (IsAboutRows(fault) && rows.Count is 1)
            {
                return refused + 1;
            }
            catch (PostgresException fault) when (IsAboutRows(fault))
            {
                var (first, rest) = rows.Split();
                return refused
                    + await WriteAsync(first, mayBeThere, cancellationToken)
                    + await WriteAsync(rest, mayBeThere, cancellationToken);
            }
        }

        return refused;
    }

    /// <summary>Classes 22, data exception, and 23, integrity constraint violation.</summary>
    private static bool IsAboutRows(PostgresException fault) =>
        fault.SqlState.StartsWith("22", StringComparison.Ordinal)
        || fault.SqlState.StartsWith("23", StringComparison.Ordinal);

    private async Task WriteOnceAsync(IntentLogRows rows, bool mayBeThere, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (!mayBeThere)
        {
            await CopyAsync(connection, CopyHere, rows, cancellationToken);
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            "CREATE TEMPORARY TABLE intent_logs_again (LIKE intent_logs) ON COMMIT DROP",
            cancellationToken
        );
        await CopyAsync(connection, CopyAside, rows, cancellationToken);
        await ExecuteAsync(
            connection,
            $"INSERT INTO intent_logs ({Columns}) SELECT {Columns} FROM intent_logs_again ON CONFLICT DO NOTHING",
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        string command,
        IntentLogRows rows,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(command, cancellationToken);
        foreach (var row in rows)
        {
            // The importer sends by itself when its buffer is full; only that waits.
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(row.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(row.CreatedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(row.CreatedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            await WriteOptionalAsync(copy, row.SessionId, cancellationToken);
            await WriteOptionalAsync(copy, row.UserId, cancellationToken);
            await copy.WriteAsync(row.IntentType, NpgsqlDbType.Varchar, cancellationToken);
            await copy.WriteAsync(row.Query, NpgsqlDbType.Text, cancellationToken);
            await WriteOptionalAsync(copy, row.Response, NpgsqlDbType.Json, cancellationToken);
            await copy.WriteAsync(row.ResponseTimeMs, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.Success, NpgsqlDbType.Boolean, cancellationToken);
            await WriteOptionalAsync(copy, row.Error, NpgsqlDbType.Text, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteOptionalAsync(
        NpgsqlBinaryImporter copy,
        Guid? value,
        CancellationToken cancellationToken
    ) =>
        value is { } id
            ? copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken)
            : copy.WriteNullAsync(cancellationToken);

    private static Task WriteOptionalAsync(
        NpgsqlBinaryImporter copy,
        ReadOnlyMemory<byte> text,
        NpgsqlDbType type,
        CancellationToken cancellationToken
    ) => text.IsEmpty ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, type, cancellationToken);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IntentLogRows> WithKnownOwnersAsync(IntentLogRows rows, CancellationToken cancellationToken)
    {
        var (sessions, users) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var row in rows)
        {
            sessions.Add(row.SessionId ?? Guid.Empty);
            users.Add(row.UserId ?? Guid.Empty);
        }

        var knownSessions = await KnownAsync("SELECT id FROM sessions WHERE id = ANY($1)", sessions, cancellationToken);
        var knownUsers = await KnownAsync("SELECT id FROM users WHERE id = ANY($1)", users, cancellationToken);
        return rows.Where(row =>
            (row.SessionId is not { } session || knownSessions.Contains(session))
            && (row.UserId is not { } user || knownUsers.Contains(user))
        );
    }

    private async Task<HashSet<Guid>> KnownAsync(string sql, HashSet<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(reader.GetGuid(0));
        }

        return known;
    }
}
