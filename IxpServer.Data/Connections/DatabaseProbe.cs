using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Data.Connections;

/// <summary>Tries whether the database takes writes. It leaves nothing behind and makes nothing grow.</summary>
internal sealed class DatabaseProbe(IDbContextFactory<IxpDbContext> contexts, DatabaseConnection connection)
{
    /// <returns>Why it does not, in words; null when it does.</returns>
    /// <exception cref="Exception">The database does not answer, or says what <see cref="DatabaseFaults"/> knows.</exception>
    internal Task<string?> RefusalAsync(CancellationToken cancel) =>
        connection.Kind is DatabaseKind.Sqlite ? WriteAsync(cancel) : AskAsync(cancel);

    /// <summary>
    /// Two pages that are taken and given back: that needs room in the file and in its log, and the only writer's place.
    /// </summary>
    private async Task<string?> WriteAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await using var session = new SqliteConnection(connection.Probing());
        await session.OpenAsync(cancel);
        await using var transaction = await session.BeginTransactionAsync(cancel);
        await using var command = session.CreateCommand();
        command.CommandText = "INSERT INTO health_checks (payload) VALUES (zeroblob(8192)); DELETE FROM health_checks;";
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>A write would leave a dead row each time; what PostgreSQL does not take, it says.</summary>
    private async Task<string?> AskAsync(CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        await using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')";
        command.CommandTimeout = 1;
        await command.Connection!.OpenAsync(cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return reader.GetBoolean(0) ? "takes no writes: it is a standby"
            : reader.GetString(1) is "on" ? "takes no writes: default_transaction_read_only is on"
            : null;
    }
}
