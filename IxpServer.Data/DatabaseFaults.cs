using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SQLitePCL;

namespace IxpServer.Data;

/// <summary>Tells the faults of a database apart: what is no failure of it, what it refuses, and that it is away.</summary>
public static class DatabaseFaults
{
    /// <summary>
    /// Whether a row that a change needs was removed after it was read, such as the account of whoever makes the change.
    /// </summary>
    public static bool IsRemovedMeanwhile(Exception exception) =>
        exception
            is DbUpdateConcurrencyException
                or DbUpdateException
                {
                    InnerException: PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation }
                        or SqliteException { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_FOREIGNKEY }
                };

    /// <summary>Why a database that answers does not work, in words that name its own code; null for other faults.</summary>
    public static string? Refusal(Exception exception) =>
        Innermost(exception) switch
        {
            SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => "has no room left (SQLITE_FULL)",
            SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT } => "is damaged (SQLITE_CORRUPT)",
            SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB } => "is damaged, or no database (SQLITE_NOTADB)",
            SqliteException { SqliteErrorCode: raw.SQLITE_READONLY } => "cannot be written to (SQLITE_READONLY)",
            SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } => "cannot be read or written (SQLITE_IOERR)",
            SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN } => "cannot be opened (SQLITE_CANTOPEN)",
            SqliteException { SqliteErrorCode: raw.SQLITE_BUSY } => "is locked by somebody else (SQLITE_BUSY)",
            SqliteException { SqliteErrorCode: raw.SQLITE_LOCKED } => "is locked by somebody else (SQLITE_LOCKED)",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "has no room left (53100)",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "takes no writes (25006)",
            PostgresException { SqlState: PostgresErrorCodes.IoError } => "cannot read or write its files (58030)",
            PostgresException { SqlState: PostgresErrorCodes.DataCorrupted } => "is damaged (XX001)",
            PostgresException { SqlState: PostgresErrorCodes.IndexCorrupted } => "is damaged (XX002)",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => null,
            PostgresException { SqlState: ['2', '8', ..] or ['3', 'D', ..] } refused =>
                $"does not let the server in ({refused.SqlState})",
            _ => null,
        };

    /// <summary>Whether the database could not be reached, did not answer in time, or takes nobody in at the moment.</summary>
    public static bool IsAway(Exception exception) =>
        Innermost(exception) switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => false,
            // Connection faults, too many connections and the like, and a server that stops or starts.
            PostgresException postgres => postgres.SqlState is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..],
            NpgsqlException or SocketException or IOException or TimeoutException => true,
            _ => false,
        };

    /// <summary>The fault of the database itself, without what EF and its retries put around it.</summary>
    private static Exception Innermost(Exception exception)
    {
        while (exception is not (PostgresException or SqliteException or TimeoutException))
        {
            if (exception.InnerException is null)
            {
                break;
            }

            exception = exception.InnerException;
        }

        return exception;
    }
}
