using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IxpServer.Data.Connections;

/// <summary>
/// Sets up every connection that is opened, those from the pool as well. The busy timeout comes first: the others may
/// have to wait. <c>synchronous=FULL</c> makes an acknowledged write survive a power loss, not only a crash.
/// </summary>
internal sealed class SqlitePragmas(TimeSpan busyTimeout) : DbConnectionInterceptor
{
    private readonly string _busy = $"PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds}; ";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Command(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = Command(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand Command(DbConnection connection)
    {
        // EF opens one read-only to see whether the file is there: that one cannot set the journal's mode.
        var readOnly = new SqliteConnectionStringBuilder(connection.ConnectionString).Mode is SqliteOpenMode.ReadOnly;
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Nothing in it comes from outside.
        command.CommandText =
            _busy + (readOnly ? "" : "PRAGMA journal_mode=WAL; ") + "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL;";
#pragma warning restore CA2100
        return command;
    }
}
