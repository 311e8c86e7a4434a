using IxpServer.Api.Registry.Stored;
using IxpServer.Data.Connections;

namespace IxpServer.Api.Registry;

/// <summary>
/// Has the files looked at, and the database asked, from time to time: neither can be relied on to tell of a change by
/// itself. The file of an embedded database is looked at like any other.
/// </summary>
internal sealed class RegistryPoll(
    RegistryUpdater updater,
    RegistryRows rows,
    DatabaseConnection connection,
    RegistryOptions options,
    TimeProvider time
) : BackgroundService
{
    /// <summary>
    /// A change is to show within a second, also in a file that has no way to tell, and where the listening connection
    /// is lost or a pooler stands between.
    /// </summary>
    private static readonly TimeSpan RowInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Where it is notified: a connection that is gone may look sound for a while.</summary>
    private static readonly TimeSpan NotifiedInterval = TimeSpan.FromSeconds(30);

    private long _askedAt;
    private (DateTime, DateTime, long) _file;

    /// <summary>Whether <see cref="RegistryListener"/> hears of changes at once.</summary>
    internal bool IsNotified { get; set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var fileTimer = time.CreateTimer(
            _ => updater.FilesSignal.Raise(),
            null,
            options.PollInterval,
            options.PollInterval
        );
        await using var rowTimer = time.CreateTimer(_ => RaiseIfDue(), null, RowInterval, RowInterval);

        // The timers do the work, until the server stops.
        await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void RaiseIfDue()
    {
        var file = connection.File is null ? default : StateOf(connection.File);
        var isDue = connection.File is null
            ? !IsNotified || time.GetElapsedTime(_askedAt) >= NotifiedInterval
            : file != _file;
        if (isDue || rows.IsAway)
        {
            // Before it is read: what comes meanwhile is looked at next time.
            (_askedAt, _file) = (time.GetTimestamp(), file);
            updater.RowsSignal.Raise();
        }
    }

    /// <summary>What changes with each commit, another process's too: the database's file, or its log's.</summary>
    private static (DateTime, DateTime, long) StateOf(string file)
    {
        var log = new FileInfo($"{file}-wal");
        return (
            File.GetLastWriteTimeUtc(file),
            log.Exists ? log.LastWriteTimeUtc : default,
            log.Exists ? log.Length : 0
        );
    }
}
