using System.Diagnostics;
using System.Net.Sockets;
using IxpServer.Data.Connections;
using Npgsql;

namespace IxpServer.Data.Maintenance;

/// <summary>Waits for a database that is still starting.</summary>
public static class StartUp
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Tries to connect until it works.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="limit">How long to try.</param>
    /// <param name="onWait">Called once, with the fault, if it has to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NpgsqlException">It did not come up in time, or refuses us for good.</exception>
    public static async Task WaitAsync(
        DatabaseConnection connection,
        TimeSpan limit,
        Action<Exception>? onWait,
        CancellationToken cancellationToken
    )
    {
        if (connection.Kind is DatabaseKind.Sqlite)
        {
            return;
        }

        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var session = new NpgsqlConnection(connection.Unpooled());
                await session.OpenAsync(cancellationToken);
                return;
            }
            catch (Exception fault) when (MayPass(fault) && Stopwatch.GetElapsedTime(started) < limit)
            {
                onWait?.Invoke(fault);
                onWait = null;
                await Task.Delay(RetryDelay, cancellationToken);
            }
        }
    }

    /// <summary>A name that is not known yet and a database that is not made yet are part of starting too.</summary>
    private static bool MayPass(Exception fault) =>
        fault
            is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName }
                or NpgsqlException { IsTransient: true }
                or NpgsqlException { InnerException: SocketException or IOException or TimeoutException }
                or SocketException
                or TimeoutException;
}
