using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SQLitePCL;

namespace IxpServer.Data;

/// <summary>Tells the faults of a database apart that are no failure of it.</summary>
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
}
