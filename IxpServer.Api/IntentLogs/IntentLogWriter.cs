using IxpServer.Api.Database;
using IxpServer.Data.IntentLogs;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// Writes the queue's rows to the database, or to the spool while that is away or still being brought up to date. As
/// long as anything is spooled all that comes is spooled too, so that rows reach the database in their order.
/// </summary>
internal sealed partial class IntentLogWriter(
    IntentLogInbox inbox,
    IntentLogSpool spool,
    IntentLogStore store,
    IntentLogOptions options,
    IntentLogMetrics metrics,
    DatabaseStart database,
    TimeProvider time,
    ILogger<IntentLogWriter> logger
) : IHostedService, IDisposable
{
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(2);

    /// <summary>What the end may wait for a database that is slow or away.</summary>
    private static readonly TimeSpan LastReplay = TimeSpan.FromSeconds(3);

    /// <summary>How long a database that answers may take to cancel what is late.</summary>
    private static readonly TimeSpan CancelTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _spooled = new(0, 1);
    private Task _writing = Task.CompletedTask;
    private Task _replaying = Task.CompletedTask;
    private Task? _stopping;
    private object? _stopLock;
    private string? _knownFault;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Durability is IntentLogDurability.Off)
        {
            return Task.CompletedTask;
        }

        spool.Open();
        if (!spool.IsEmpty)
        {
            _spooled.Release();
        }

        _writing = Task.Run(WriteAllAsync, CancellationToken.None);
        _replaying = Task.Run(ReplayAllAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The server has answered its last request by now. What is queued is written, and so is what is in the spool if the
    /// database takes it: the disk may not outlive a container. The rest is there for the next start. All that has limits
    /// of its own, and the host's token is not heeded: a long answer may have used up its time.
    /// </summary>
    /// <remarks>A host that is stopped from two sides asks twice, and is disposed of when the first has its answer.</remarks>
    public Task StopAsync(CancellationToken cancellationToken) =>
        LazyInitializer.EnsureInitialized(ref _stopping, ref _stopLock, EndAsync);

    public void Dispose()
    {
        _stop.Dispose();
        _spooled.Dispose();
    }

    private async Task EndAsync()
    {
        inbox.Complete();
        await _writing;

        // Not awaited: it ends when Npgsql has asked the server to cancel, which may hang.
        _ = _stop.CancelAsync();
        await _replaying;
        await ReplayLastAsync();
    }

    private async Task WriteAllAsync()
    {
        while (await inbox.TakeAsync() is { } batch)
        {
            var isKept = false;
            using var span = IntentLogSpans.StartWrite(batch);
            try
            {
                isKept = await KeepAsync(batch);
            }
            catch (Exception fault)
            {
                LogBroken(fault);
            }

            if (!isKept)
            {
                metrics.CountLost(batch.Rows.Count);
            }

            inbox.Finish(batch, isKept);
        }
    }

    private async Task<bool> KeepAsync(QueuedBatch batch)
    {
        var rows = batch.Rows.Rows;
        if (spool.IsEmpty && database.Ready.IsCompletedSuccessfully)
        {
            try
            {
                var refused = await StoreAsync(rows, mayBeThere: false, CancellationToken.None);
                metrics.CountWritten(rows.Count - refused);
                return true;
            }
            catch (Exception fault)
            {
                batch.MayBeRead = fault is TimeoutException;
                LogAway(fault);
            }
        }

        if (!spool.TryAppend(rows))
        {
            return false;
        }

        metrics.CountSpooled(rows.Count);
        if (_spooled.CurrentCount is 0)
        {
            _spooled.Release();
        }

        return true;
    }

    private async Task ReplayAllAsync()
    {
        try
        {
            await database.Ready.WaitAsync(_stop.Token);
            while (true)
            {
                await _spooled.WaitAsync(_stop.Token);
                for (var pause = MinPause; spool.Oldest() is { } file; )
                {
                    if (await TryReplayAsync(file, _stop.Token))
                    {
                        pause = MinPause;
                        continue;
                    }

                    await Task.Delay(pause, time, _stop.Token);
                    pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested || database.Ready.IsCanceled)
        {
            // The rest is replayed after the next start.
        }
        catch (Exception fault)
        {
            LogNoReplay(fault);
        }
    }

    private async Task ReplayLastAsync()
    {
        using var limit = new CancellationTokenSource(LastReplay);
        try
        {
            // Once it fails it is not tried again: whoever ends this server waits for it.
            while (database.Ready.IsCompletedSuccessfully && spool.Oldest() is { } file)
            {
                if (!await TryReplayAsync(file, limit.Token))
                {
                    return;
                }
            }
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            // The rest is replayed after the next start.
        }
    }

    private async Task<bool> TryReplayAsync(string file, CancellationToken cancel)
    {
        try
        {
            var replayed = 0;
            var batches = SpoolFile.Read(file, damaged => LogDamaged(file, damaged));
            foreach (var rows in SpoolFile.Join(batches, options.BatchRows))
            {
                var refused = await StoreAsync(rows, mayBeThere: true, cancel);
                metrics.CountReplayed(rows.Count - refused);
                replayed += rows.Count - refused;
            }

            spool.RemoveOldest();
            _knownFault = null;
            LogReplayed(replayed);
            return true;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            ReportOnce(fault);
            return false;
        }
    }

    /// <summary>
    /// A replay fails every other second while the database is away; what another cause hides behind that must be seen.
    /// </summary>
    private void ReportOnce(Exception fault)
    {
        var known = _knownFault;
        _knownFault = fault.Message;
        if (_knownFault != known)
        {
            LogNotYet(fault);
        }
    }

    /// <summary>
    /// Writes rows, and waits for that no longer than it may take: Npgsql asks the server to cancel what is late, over a
    /// connection that may hang as well, for as long as an address lets it connect.
    /// </summary>
    /// <exception cref="TimeoutException">The write was left to itself: it may still read the rows, and even end well.</exception>
    private async Task<int> StoreAsync(IntentLogRows rows, bool mayBeThere, CancellationToken cancel)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.WriteTimeout);
        var writing = store.WriteAsync(rows, mayBeThere, limit.Token);
        _ = writing.ContinueWith(_ => limit.Dispose(), TaskScheduler.Default);
        var startedAt = time.GetTimestamp();
        var refused = -1;
        try
        {
            refused = await writing.WaitAsync(options.WriteTimeout + CancelTime, cancel);
        }
        finally
        {
            metrics.RecordBatch(rows.Count, refused >= 0, time.GetElapsedTime(startedAt));
        }

        if (refused > 0)
        {
            metrics.CountRefused(refused);
            LogRefused(refused);
        }

        return refused;
    }

    [LoggerMessage(LogLevel.Warning, "The database does not take intent logs: they go to the spool until it does")]
    private partial void LogAway(Exception fault);

    [LoggerMessage(LogLevel.Warning, "The spool of intent logs cannot be replayed yet: it is tried again until it can")]
    private partial void LogNotYet(Exception fault);

    [LoggerMessage(LogLevel.Information, "{Rows} rows of intent logs were replayed from the spool")]
    private partial void LogReplayed(int rows);

    [LoggerMessage(
        LogLevel.Warning,
        "{Rows} rows of intent logs were refused: their user or session is gone, or the database cannot hold their text"
    )]
    private partial void LogRefused(int rows);

    [LoggerMessage(LogLevel.Error, "{File}: {Bytes} bytes are damaged and left out, as a crash may leave them")]
    private partial void LogDamaged(string file, long bytes);

    [LoggerMessage(LogLevel.Error, "A batch of intent logs failed")]
    private partial void LogBroken(Exception fault);

    [LoggerMessage(LogLevel.Error, "The spool of intent logs is not replayed before the next start")]
    private partial void LogNoReplay(Exception fault);
}
