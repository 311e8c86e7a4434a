using System.Buffers.Text;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace IxpServer.Data.IntentLogs;

/// <summary>
/// One transaction and one prepared statement, bound to the rows' own bytes: ADO.NET's parameters would turn each text
/// into a string first. Not safe for concurrent use.
/// </summary>
/// <param name="contexts">Makes the context whose connection is kept for writing.</param>
public sealed class SqliteIntentLogStore(IDbContextFactory<IxpDbContext> contexts) : IntentLogStore, IDisposable
{
    /// <summary>Nobody else has reason to hold the database for longer; the spool takes the rows then.</summary>
    private const int BusySeconds = 5;

    /// <summary>Pages: a page that changed often until the checkpoint is copied into the file once. 16 MB of journal.</summary>
    private const string Checkpoint = "PRAGMA wal_autocheckpoint=4000";

    private const string Insert = """
        INSERT INTO intent_logs
            (id, created_at, updated_at, session_id, user_id, intent_type, query, response, response_time_ms, success,
            error_message)
        VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO NOTHING
        """;

    private readonly Lock _one = new();
    private IxpDbContext? _database;
    private sqlite3_stmt? _insert;

    /// <inheritdoc/>
    public override Task<int> WriteAsync(IntentLogRows rows, bool mayBeThere, CancellationToken cancellationToken) =>
        // SQLite's calls block: somewhere else than where the caller goes on.
        Task.Run(() => Write(rows), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert?.Dispose();
        _database?.Dispose();
        (_insert, _database) = (null, null);
    }

    private int Write(IntentLogRows rows)
    {
        lock (_one)
        {
            try
            {
                var connection = Open();
                using var transaction = connection.BeginTransaction();
                var refused = 0;
                foreach (var row in rows)
                {
                    refused += TryInsert(connection.Handle!, _insert!, row) ? 0 : 1;
                }

                transaction.Commit();
                return refused;
            }
            catch
            {
                // Whatever is wrong with the connection, the next write has a new one.
                Dispose();
                throw;
            }
        }
    }

    private SqliteConnection Open()
    {
        if (_database is null)
        {
            _database = contexts.CreateDbContext();
            _database.Database.OpenConnection();
            var opened = (SqliteConnection)_database.Database.GetDbConnection();
            opened.DefaultTimeout = BusySeconds;
            _database.Database.ExecuteSqlRaw(Checkpoint);
            var code = raw.sqlite3_prepare_v3(opened.Handle!, Insert, raw.SQLITE_PREPARE_PERSISTENT, out _insert);
            SqliteException.ThrowExceptionForRC(code, opened.Handle);
        }

        return (SqliteConnection)_database.Database.GetDbConnection();
    }

    /// <returns>Whether the row satisfies the table's constraints.</returns>
    /// <exception cref="SqliteException">Anything else is wrong.</exception>
    private static bool TryInsert(sqlite3 connection, sqlite3_stmt insert, in IntentLogRow row)
    {
        Bind(insert, row);
        var code = raw.sqlite3_step(insert);
        raw.sqlite3_reset(insert);
        if (code is raw.SQLITE_CONSTRAINT)
        {
            return false;
        }

        if (code is not raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, connection);
        }

        return true;
    }

    private static void Bind(sqlite3_stmt insert, in IntentLogRow row)
    {
        Span<byte> text = stackalloc byte[40];
        raw.sqlite3_bind_text(insert, 1, Id(row.Id, text));
        raw.sqlite3_bind_text(insert, 2, Time(row.CreatedAt, text));
        BindId(insert, 3, row.SessionId);
        BindId(insert, 4, row.UserId);
        raw.sqlite3_bind_text(insert, 5, row.IntentType.Span);
        raw.sqlite3_bind_text(insert, 6, row.Query.Span);
        BindText(insert, 7, row.Response.Span);
        raw.sqlite3_bind_int(insert, 8, row.ResponseTimeMs);
        raw.sqlite3_bind_int(insert, 9, row.Success ? 1 : 0);
        BindText(insert, 10, row.Error.Span);
    }

    private static void BindId(sqlite3_stmt insert, int position, Guid? id)
    {
        if (id is { } value)
        {
            raw.sqlite3_bind_text(insert, position, Id(value, stackalloc byte[40]));
        }
        else
        {
            raw.sqlite3_bind_null(insert, position);
        }
    }

    private static void BindText(sqlite3_stmt insert, int position, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            raw.sqlite3_bind_null(insert, position);
        }
        else
        {
            raw.sqlite3_bind_text(insert, position, text);
        }
    }

    /// <summary>Ids and times are written as Microsoft.Data.Sqlite writes them: EF reads and compares them so.</summary>
    private static ReadOnlySpan<byte> Id(Guid id, Span<byte> to)
    {
        Utf8Formatter.TryFormat(id, to, out var length, 'D');
        System.Text.Ascii.ToUpperInPlace(to[..length], out _);
        return to[..length];
    }

    private static ReadOnlySpan<byte> Time(DateTime time, Span<byte> to)
    {
        time.TryFormat(to, out var length, @"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFF", CultureInfo.InvariantCulture);
        return to[..length];
    }
}
