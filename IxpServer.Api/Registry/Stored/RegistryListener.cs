using IxpServer.Api.Database;
using IxpServer.Data;
using IxpServer.Data.Connections;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IxpServer.Api.Registry.Stored;

/// <summary>
/// Hears of every change of the registry at once, on a PostgreSQL connection of its own that is opened anew whenever it
/// is lost. What was said meanwhile is not missed: each new connection begins with a look.
/// </summary>
internal sealed partial class RegistryListener(
    IDbContextFactory<IxpDbContext> contexts,
    DatabaseConnection connection,
    RegistryUpdater updater,
    RegistryPoll poll,
    DatabaseStart start,
    TimeProvider time,
    ILogger<RegistryListener> logger
) : BackgroundService
{
    /// <summary>What <c>pg_stat_activity</c> calls the connection.</summary>
    internal const string ApplicationName = "ixp-server registry";

    /// <summary>Finds out that the other side is gone when it did not say so.</summary>
    private const int KeepAliveSeconds = 10;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private bool _isLost;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (connection.Kind is not DatabaseKind.Postgres)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await start.Ready.WaitAsync(stoppingToken);
                await ListenAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested || start.Ready.IsCanceled)
            {
                return;
            }
            catch (Exception fault)
            {
                poll.IsNotified = false;
                await AfterLossAsync(fault, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection.ConnectionString)
        {
            Pooling = false,
            KeepAlive = KeepAliveSeconds,
            ApplicationName = ApplicationName,
        };
        await using var source = PostgresSource.Build(settings.ConnectionString, ApplicationName);
        await using var session = await source.OpenConnectionAsync(cancel);
        session.Notification += (_, _) =>
        {
            poll.IsNotified = true;
            updater.RowsSignal.Raise();
        };
        await using (var command = new NpgsqlCommand($"LISTEN {RegistryHistory.Channel}", session))
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        _isLost = false;
        updater.RowsSignal.Raise();
        await NotifyAsync(cancel);
        while (true)
        {
            await session.WaitAsync(cancel);
        }
    }

    /// <summary>
    /// On another connection: a pooler takes the LISTEN, and passes nothing on. Only who hears this may ask more rarely.
    /// </summary>
    private async Task NotifyAsync(CancellationToken cancel)
    {
        await using var database = await contexts.CreateDbContextAsync(cancel);
        await database.Database.ExecuteSqlAsync($"SELECT pg_notify({RegistryHistory.Channel}, '')", cancel);
    }

    private async Task AfterLossAsync(Exception fault, CancellationToken cancel)
    {
        if (!_isLost)
        {
            LogLost(fault.Message);
        }

        _isLost = true;
        await Task.Delay(RetryDelay, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The connection that hears of registry changes is lost and will be opened again; until then changes are found by asking: {Reason}"
    )]
    private partial void LogLost(string reason);
}
