using IxpServer.Api.Database;

namespace IxpServer.Api.Sessions;

/// <summary>
/// Rotates contexts at start and then every hour while earlier keys are configured: as long as one server of several
/// has not been restarted with the new key, it goes on writing under the old one.
/// </summary>
internal sealed partial class ContextRotationWorker(
    ContextRotation rotation,
    ContextCipher cipher,
    DatabaseStart start,
    TimeProvider time,
    ILogger<ContextRotationWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (cipher.OtherKeyIds.Count > 0 && !start.Ready.IsCanceled)
        {
            var pause = Interval;
            try
            {
                await start.Ready.WaitAsync(stoppingToken);
                await rotation.RunAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested && !start.Ready.IsCanceled)
            {
                LogFailed(AfterFault.TotalSeconds, fault);
                pause = AfterFault;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Re-encrypting session contexts failed; it goes on in {Seconds} s")]
    private partial void LogFailed(double seconds, Exception fault);
}
