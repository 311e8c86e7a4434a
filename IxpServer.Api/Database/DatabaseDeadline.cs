using IxpServer.Data.Connections;

namespace IxpServer.Api.Database;

/// <summary>
/// Bounds what one request waits for the database, over all its commands and their retries: each has a limit of its own,
/// but nobody waits for their sum. It begins when the body has been read, and holds until the answer begins.
/// </summary>
internal sealed class DatabaseDeadline : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource _source;
    private readonly CommandDeadline _commands = CommandDeadline.Start();
    private readonly TimeSpan _limit;
    private bool _isDisposed;

    internal DatabaseDeadline(HttpContext context, TimeSpan limit)
    {
        (_context, _aborted, _limit) = (context, context.RequestAborted, limit);
        _source = CancellationTokenSource.CreateLinkedTokenSource(_aborted);
        context.RequestAborted = _source.Token;
        context.Features.Set(this);
        if (context.Request.ContentLength is null or 0 && context.Request.Headers.TransferEncoding.Count is 0)
        {
            Begin();
        }

        // An export goes on for as long as it has rows.
        context.Response.OnStarting(
            static state =>
            {
                ((DatabaseDeadline)state).End();
                return Task.CompletedTask;
            },
            this
        );
    }

    /// <summary>Whether the request was ended by it, and not by its client.</summary>
    internal bool IsOver => _source.IsCancellationRequested && !_aborted.IsCancellationRequested;

    /// <summary>Starts the clock.</summary>
    internal void Begin()
    {
        _source.CancelAfter(_limit);
        _commands.EndAfter(_limit);
    }

    /// <summary>Stops the clock. An error is answered after all is over.</summary>
    private void End()
    {
        if (!_isDisposed)
        {
            _source.CancelAfter(Timeout.InfiniteTimeSpan);
            _commands.EndAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _context.RequestAborted = _aborted;
        _context.Features.Set<DatabaseDeadline>(null);
        _source.Dispose();
    }
}
