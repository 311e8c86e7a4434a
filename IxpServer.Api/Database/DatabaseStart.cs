using IxpServer.Data;

namespace IxpServer.Api.Database;

/// <summary>
/// Brings an embedded database up to date once the server is answering: a render needs none, and must not wait for one.
/// </summary>
public sealed partial class DatabaseStart(IServiceProvider services, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the database may be used; fails when it cannot be brought up to date.</summary>
    internal Task Ready => _ready.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Everything that needs the database waits for this, so that none of it takes time from the start.
            await StartedAsync(stoppingToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(
                stoppingToken,
                lifetime.ApplicationStopping
            );
            await services.GetRequiredService<IHost>().MigrateEmbeddedDatabaseAsync(stop.Token);
            _ready.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            _ready.TrySetCanceled(CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogFailed(services.GetRequiredService<ILogger<DatabaseStart>>(), fault);
            _ready.TrySetException(fault);
        }
    }

    private async Task StartedAsync(CancellationToken cancel)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancel);
    }

    [LoggerMessage(LogLevel.Critical, "The database cannot be brought up to date; nothing that needs it will work")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
