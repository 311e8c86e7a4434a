using System.Threading.Channels;
using IxpServer.Api.Database;
using IxpServer.Data;
using IxpServer.Data.Connections;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Registry.Stored;

/// <summary>
/// Keeps the registry equal to the database's: reads it whenever its revision is another one. On PostgreSQL
/// <see cref="RegistryListener"/> makes it ask at once; an embedded database is asked when its file has changed.
/// </summary>
internal sealed partial class RegistrySync(
    IDbContextFactory<IxpDbContext> contexts,
    StoredRegistry stored,
    RegistryWatcher watcher,
    DatabaseConnection connection,
    DatabaseStart start,
    TimeProvider time,
    ILogger<RegistrySync> logger
) : BackgroundService
{
    /// <summary>
    /// A change is to show within a second, also in a file that has no way to tell, and where the listening connection
    /// is lost or a pooler stands between.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Where it is notified: a connection that is gone may look sound for a while.</summary>
    private static readonly TimeSpan NotifiedInterval = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isAway;
    private long _askedAt;
    private (DateTime, DateTime, long) _file;

    /// <summary>Whether the database has been read, and what could be taken over is in use.</summary>
    internal bool HasRead { get; private set; }

    /// <summary>Whether <see cref="RegistryListener"/> hears of changes at once.</summary>
    internal bool IsNotified { get; set; }

    /// <summary>Has the revision asked for soon, and does not wait for it.</summary>
    internal void Call() => _calls.Writer.TryWrite(true);

    /// <summary>Asks for the revision; when it returns, what could be taken over is in use.</summary>
    internal async Task RefreshAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancel);

            // Before the rows: they may then be newer than it says, which the next look mends, but never older.
            var revision = await RegistryHistory.LatestAsync(database, cancel);
            if (revision == stored.Current?.Revision)
            {
                return;
            }

            var rows = await database
                .RegistryDefinitions.AsNoTracking()
                .OrderBy(row => row.CreatedAt)
                .ThenBy(row => row.Id)
                .ToListAsync(cancel);
            stored.Apply(new StoredRows(revision, rows));

            // Within the turn: whoever finds the revision read already must find it in use as well.
            await watcher.CheckAsync(cancel);
            HasRead = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _gate.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await start.Ready.WaitAsync(stoppingToken);
        }
        catch (Exception)
            when (start.Ready is { IsCanceled: true } or { IsFaulted: true } || stoppingToken.IsCancellationRequested)
        {
            // Without its database the server goes on with the files; why is in the log.
            return;
        }

        Call();
        await using var timer = time.CreateTimer(_ => CallIfDue(), null, Interval, Interval);
        try
        {
            while (await _calls.Reader.WaitToReadAsync(stoppingToken))
            {
                _calls.Reader.TryRead(out _);
                await TryRefreshAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private void CallIfDue()
    {
        if (_isAway || MayHaveChanged())
        {
            Call();
        }
    }

    private bool MayHaveChanged() =>
        connection.File is null
            ? !IsNotified || time.GetElapsedTime(_askedAt) >= NotifiedInterval
            : FileState() != _file;

    /// <summary>What changes with each commit, another process's too: the database's file, or its log's.</summary>
    private (DateTime, DateTime, long) FileState()
    {
        if (connection.File is not { } file)
        {
            return default;
        }

        var log = new FileInfo($"{file}-wal");
        return (
            File.GetLastWriteTimeUtc(file),
            log.Exists ? log.LastWriteTimeUtc : default,
            log.Exists ? log.Length : 0
        );
    }

    private async Task TryRefreshAsync(CancellationToken cancel)
    {
        // Before it is read: what comes meanwhile is looked at next time.
        (_askedAt, _file) = (time.GetTimestamp(), FileState());
        try
        {
            await RefreshAsync(cancel);
            _isAway = false;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (!_isAway)
            {
                LogAway(fault);
            }

            _isAway = true;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The database's definitions cannot be read; those read before stay in use, and it is tried again and again"
    )]
    private partial void LogAway(Exception fault);
}
