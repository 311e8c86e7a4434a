using IxpServer.Api.Database;
using IxpServer.Api.Registry.Stored;

namespace IxpServer.Api.Registry;

/// <summary>
/// The one way the snapshot in use changes: it reads what has changed in the files or the database, joins both, and puts a
/// new snapshot in the place of the last one, or says what is wrong and leaves that in use. Others only raise its signals.
/// </summary>
internal sealed partial class RegistryUpdater(
    RegistryFiles files,
    RegistryRows rows,
    RegistryStore store,
    RegistryOptions options,
    IEnumerable<IIntentCheck> checks,
    DatabaseStart start,
    TimeProvider time,
    ILogger<RegistryUpdater> logger
) : BackgroundService
{
    private const int ManyIntents = 1_000;

    private readonly SemaphoreSlim _fileGate = new(1, 1);
    private readonly SemaphoreSlim _rowGate = new(1, 1);
    private readonly Lock _applying = new();
    private string? _lastError;

    private static RegistryFault InternalError =>
        new("the registry", "", "cannot be read because of an internal error; the log has it", FaultSeverity.Error);

    /// <summary>Raise it when a file may have changed.</summary>
    internal RegistrySignal FilesSignal { get; } = new();

    /// <summary>Raise it when the database's definitions may have changed.</summary>
    internal RegistrySignal RowsSignal { get; } = new();

    /// <summary>Whether the database has been read once, and what could be taken over is in use.</summary>
    internal bool HasReadRows { get; private set; }

    /// <summary>Loads the files for the first time. Call it before the server listens.</summary>
    /// <exception cref="RegistryException">A file has errors: there is nothing to fall back on yet.</exception>
    internal async Task LoadAsync(CancellationToken cancel)
    {
        await files.RefreshAsync(cancel);
        var load = Load(null);
        if (load.Snapshot is null)
        {
            throw new RegistryException(load.Faults, options);
        }

        Report(load.Faults);
        store.Apply(load);
    }

    /// <summary>Reads what has changed in the database; when it returns, what could be taken over is in use.</summary>
    internal async Task UpdateRowsAsync(CancellationToken cancel)
    {
        await UpdateAsync(_rowGate, rows.RefreshAsync, cancel);
        HasReadRows = rows.Current is not null;
    }

    /// <summary>What the registry would be with these rows instead of those that were last read.</summary>
    internal Definitions Join(IReadOnlyList<StoredRow> with) => Definitions.Join(files.Current, with, checks);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _fileGate.Dispose();
        _rowGate.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Apart from each other: a database that does not answer must not hold up an edit of a file.
            await Task.WhenAll(FollowFilesAsync(stoppingToken), FollowRowsAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task FollowFilesAsync(CancellationToken cancel)
    {
        while (true)
        {
            await FilesSignal.WaitAsync(cancel);
            await UpdateAsync(_fileGate, files.RefreshAsync, cancel);
        }
    }

    private async Task FollowRowsAsync(CancellationToken cancel)
    {
        await ((Task)start.Ready).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!start.Ready.IsCompletedSuccessfully)
        {
            // Without its database the server goes on with the files; why is in the log.
            return;
        }

        RowsSignal.Raise();
        while (true)
        {
            await RowsSignal.WaitAsync(cancel);
            await UpdateRowsAsync(cancel);
        }
    }

    private async Task UpdateAsync(
        SemaphoreSlim gate,
        Func<CancellationToken, Task<bool>> refreshAsync,
        CancellationToken cancel
    )
    {
        // Also while it is put to use: whoever finds that nothing has changed must find it in use as well.
        await gate.WaitAsync(cancel);
        try
        {
            if (await refreshAsync(cancel) || _lastError is not null)
            {
                Apply();
            }
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // A bug, or a failure of the machine, which may pass: the next signal tries again.
            store.Apply(new RegistryLoad(null, [InternalError]));
            if (Interlocked.Exchange(ref _lastError, fault.Message) != fault.Message)
            {
                LogFailed(fault);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private void Apply()
    {
        lock (_applying)
        {
            var load = Load(store.Current);
            store.Apply(load);
            _lastError = null;
            Report(load.Faults);
            if (load.Snapshot is { } snapshot)
            {
                LogReloaded(snapshot.Intents.Length, snapshot.Components.Length);
            }
            else
            {
                LogKept(load.Faults.Count);
            }
        }
    }

    private RegistryLoad Load(RegistrySnapshot? previous)
    {
        var joined = Join(rows.Current?.Rows ?? []);
        var snapshot = joined.AreRefused ? null : joined.ToSnapshot(previous, time.GetUtcNow());
        if (snapshot?.AllIntents.Length > (previous?.AllIntents.Length ?? 0) + ManyIntents)
        {
            // Reading many leaves much behind, and the collector would keep its place for as much again.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        return new(snapshot, joined.Faults);
    }

    private void Report(IReadOnlyList<RegistryFault> faults)
    {
        foreach (var fault in faults)
        {
            var level = fault.Severity is FaultSeverity.Warning ? LogLevel.Warning : LogLevel.Error;
            LogFault(level, fault.File, fault.Fragment, fault.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Registry reloaded: {Intents} intents, {Components} components")]
    private partial void LogReloaded(int intents, int components);

    [LoggerMessage(LogLevel.Error, "Registry not reloaded, faults: {Count}; the last good definitions stay in use")]
    private partial void LogKept(int count);

    [LoggerMessage(LogLevel.Error, "Registry not reloaded; the last good definitions stay in use")]
    private partial void LogFailed(Exception fault);

    [LoggerMessage(Message = "{File}{Fragment}: {Fault}")]
    private partial void LogFault(LogLevel level, string file, string fragment, string fault);
}
