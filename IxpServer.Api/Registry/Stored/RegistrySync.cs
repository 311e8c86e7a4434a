using System.Threading.Channels;
using IxpServer.Api.Database;
using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Registry.Stored;

/// <summary>
/// Keeps the registry equal to the database's: reads it whenever its revision is another one. It asks now and then,
/// which is all that SQLite has; on PostgreSQL <see cref="RegistryListener"/> makes it ask at once.
/// </summary>
internal sealed partial class RegistrySync(
    IDbContextFactory<IxpDbContext> contexts,
    StoredRegistry stored,
    RegistryWatcher watcher,
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

    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isAway;

    /// <summary>Whether the database has been read, and what could be taken over is in use.</summary>
    internal bool HasRead { get; private set; }

    /// <summary>Asks for the revision soon. Never waits.</summary>
    internal void Call() => _calls.Writer.TryWrite(true);

    /// <summary>Asks for the revision; when it returns, what could be taken over is in use.</summary>
    internal async Task RefreshAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
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
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _turn.Dispose();
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
        await using var timer = time.CreateTimer(_ => Call(), null, Interval, Interval);
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

    private async Task TryRefreshAsync(CancellationToken cancel)
    {
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
