using IxpServer.Api.Database;
using IxpServer.Data.Connections;
using IxpServer.Data.Maintenance;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// Removes old rows of an embedded database every day; its start has done so already. On PostgreSQL the migration service
/// does it: this server's role need not be allowed to make or drop tables.
/// </summary>
internal sealed partial class IntentLogMaintenance(
    IntentLogPartitions partitions,
    DatabaseConnection connection,
    DatabaseStart database,
    TimeProvider time,
    ILogger<IntentLogMaintenance> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (connection.Kind is not DatabaseKind.Sqlite)
        {
            return;
        }

        using var daily = new PeriodicTimer(TimeSpan.FromDays(1), time);
        while (await daily.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await database.Ready.WaitAsync(stoppingToken);
                LogDone((await partitions.MaintainAsync(stoppingToken)).Deleted);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Rows} old rows of intent logs were removed")]
    private partial void LogDone(int rows);

    [LoggerMessage(LogLevel.Error, "Old intent logs cannot be removed; the next try is tomorrow")]
    private partial void LogFailed(Exception fault);
}
