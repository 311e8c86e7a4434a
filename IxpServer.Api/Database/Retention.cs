using IxpServer.Data.Connections;
using IxpServer.Data.Maintenance;

namespace IxpServer.Api.Database;

/// <summary>
/// Removes every hour what need not be kept any longer. Old intent logs only from an embedded database: on
/// PostgreSQL the migration service does that, for this server's role need not be allowed to make or drop tables.
/// </summary>
internal sealed partial class Retention(
    ExpiredRows expired,
    IntentLogPartitions logs,
    DatabaseConnection connection,
    DatabaseStart start,
    TimeProvider time,
    ILogger<Retention> logger
) : BackgroundService
{
    /// <summary>Soon enough for servers that do not live for long, and not while this one is still starting.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly PeriodicTimer _timer = new(First, time);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await start.Ready.WaitAsync(stoppingToken);
            while (await _timer.WaitForNextTickAsync(stoppingToken))
            {
                _timer.Period = Interval;
                await TryRemoveAsync(stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested || !start.Ready.IsCompletedSuccessfully)
        {
            // The server stops, or goes on without its database; why is in the log.
        }
    }

    private async Task TryRemoveAsync(CancellationToken cancel)
    {
        try
        {
            var (refreshTokens, mailedTokens, sessions) = await expired.RemoveAsync(cancel);
            var rows = connection.Kind is DatabaseKind.Sqlite ? (await logs.MaintainAsync(cancel)).Deleted : 0;
            if (refreshTokens + mailedTokens + sessions + rows > 0)
            {
                LogDone(refreshTokens, mailedTokens, sessions, rows);
            }
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogFailed(fault);
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "Removed {RefreshTokens} refresh tokens, {MailedTokens} mailed tokens, {Sessions} sessions, {Rows} intent logs"
    )]
    private partial void LogDone(int refreshTokens, int mailedTokens, int sessions, int rows);

    [LoggerMessage(LogLevel.Warning, "What need not be kept any longer cannot be removed; the next try is in an hour")]
    private partial void LogFailed(Exception fault);
}
