using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace IxpServer.Data.IntentLogs;

/// <summary>Binary COPY; where rows may be there already, which COPY refuses, an INSERT of arrays.</summary>
/// <param name="source">Where to connect.</param>
public sealed class PostgresIntentLogStore(NpgsqlDataSource source) : IntentLogStore
{
    private const int MaxTries = 5;

    private const string Columns =
        "id, created_at, updated_at, session_id, user_id, intent_type, query, response, response_time_ms, success, "
        + "error_message";

    private const string Copy = $"COPY intent_logs ({Columns}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Without a temporary table: the application's role may make none.</summary>
    private const string InsertMissing = $"""
        INSERT INTO intent_logs ({Columns})
        SELECT id, at, at, session_id, user_id, intent_type, query, response, response_time_ms, success, error_message
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS given
            (id, at, session_id, user_id, intent_type, query, response, response_time_ms, success, error_message)
        ON CONFLICT DO NOTHING
        """;

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
                when (fault.SqlState is PostgresErrorCodes.CheckViolation && tries < MaxTries)
            {
                // The month of a row was attached while it was on its way to the default partition: now it goes there.
            }
            catch (PostgresException fault)
                when (fault.SqlState is PostgresErrorCodes.ForeignKeyViolation && tries < MaxTries)
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
        await (
            mayBeThere
                ? InsertMissingAsync(connection, rows, cancellationToken)
                : CopyAsync(connection, rows, cancellationToken)
        );
    }

    private static async Task InsertMissingAsync(
        NpgsqlConnection connection,
        IntentLogRows rows,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(InsertMissing, connection);
        Add(NpgsqlDbType.Uuid, row => row.Id);
        Add(NpgsqlDbType.TimestampTz, row => row.CreatedAt);
        Add(NpgsqlDbType.Uuid, row => row.SessionId);
        Add(NpgsqlDbType.Uuid, row => row.UserId);
        Add(NpgsqlDbType.Text, row => Encoding.UTF8.GetString(row.IntentType.Span));
        Add(NpgsqlDbType.Text, row => Encoding.UTF8.GetString(row.Query.Span));
        Add(NpgsqlDbType.Json, row => Optional(row.Response));
        Add(NpgsqlDbType.Integer, row => row.ResponseTimeMs);
        Add(NpgsqlDbType.Boolean, row => row.Success);
        Add(NpgsqlDbType.Text, row => Optional(row.Error));
        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add<T>(NpgsqlDbType type, Func<IntentLogRow, T> read) =>
            command.Parameters.Add(
                new NpgsqlParameter<T[]> { TypedValue = Column(rows, read), NpgsqlDbType = NpgsqlDbType.Array | type }
            );

        static string? Optional(ReadOnlyMemory<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text.Span);
    }

    private static T[] Column<T>(IntentLogRows rows, Func<IntentLogRow, T> read)
    {
        var (values, count) = (new T[rows.Count], 0);
        foreach (var row in rows)
        {
            values[count++] = read(row);
        }

        return values;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        IntentLogRows rows,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancellationToken);
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
