using System.Diagnostics;
using IxpServer.Data.Connections;
using Npgsql;

namespace IxpServer.Data.Maintenance;

/// <summary>
/// Held by the one process that may change the schema. It ends with the process, however that ends: an advisory lock
/// of PostgreSQL's, or the operating system's lock on a file beside SQLite's.
/// </summary>
public sealed class MigrationLock : IAsyncDisposable
{
    /// <summary>Any number will do, so long as it stays the same.</summary>
    private const long Key = 0x4958_5053_4348_454D;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly IAsyncDisposable _held;

    private MigrationLock(IAsyncDisposable held) => _held = held;

    /// <summary>Waits for whoever holds it.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="onWait">Called once, if it has to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The other did not finish in time.</exception>
    public static async Task<MigrationLock> AcquireAsync(
        DatabaseConnection connection,
        TimeSpan limit,
        Action? onWait,
        CancellationToken cancellationToken
    )
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            IAsyncDisposable? held =
                connection.Kind is DatabaseKind.Postgres
                    ? await TryAdvisoryAsync(connection, cancellationToken)
                    : TryFile($"{connection.File}.migrating");
            if (held is not null)
            {
                return new(held);
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"another process has held its migrations for {limit.TotalSeconds} s");
            }

            onWait?.Invoke();
            onWait = null;
            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _held.DisposeAsync();

    /// <summary>A connection of its own, which no pool keeps: closing it gives up the lock.</summary>
    private static async Task<NpgsqlConnection?> TryAdvisoryAsync(
        DatabaseConnection connection,
        CancellationToken cancellationToken
    )
    {
        var session = new NpgsqlConnection(connection.Unpooled());
        try
        {
            await session.OpenAsync(cancellationToken);
            await using var command = session.CreateCommand();
            command.CommandText = "SELECT pg_try_advisory_lock(@key)";
            command.Parameters.AddWithValue("key", Key);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return session;
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return null;
    }

    private static FileStream? TryFile(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }
}
