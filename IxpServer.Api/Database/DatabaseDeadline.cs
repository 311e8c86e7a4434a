using IxpServer.Api.Http;
using IxpServer.Data.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace IxpServer.Api.Database;

/// <summary>
/// Bounds what one request waits for the database, over all its commands and their retries: each has a limit of its own,
/// but nobody waits for their sum. It holds until the answer begins.
/// </summary>
internal sealed class DatabaseDeadline : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource _source;
    private readonly CommandDeadline _commands = CommandDeadline.Start();
    private readonly TimeSpan _limit;
    private bool _isDisposed;

    /// <param name="context">The request.</param>
    /// <param name="limit">How long it may wait for the database.</param>
    /// <param name="bodyTime">How much longer when its body may be a large one, until that has arrived.</param>
    internal DatabaseDeadline(HttpContext context, TimeSpan limit, TimeSpan bodyTime)
    {
        (_context, _aborted, _limit) = (context, context.RequestAborted, limit);
        _source = CancellationTokenSource.CreateLinkedTokenSource(_aborted);
        context.RequestAborted = _source.Token;
        context.Features.Set(this);
        var isSmall =
            context.Request.ContentLength <= ServerLimits.SmallBody
            || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        EndAfter(isSmall ? limit : limit + bodyTime);

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

    /// <summary>Starts the clock anew: a large body has arrived.</summary>
    internal void Begin() => EndAfter(_limit);

    /// <summary>Stops the clock. An error is answered after all is over.</summary>
    private void End()
    {
        if (!_isDisposed)
        {
            EndAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private void EndAfter(TimeSpan time)
    {
        _source.CancelAfter(time);
        _commands.EndAfter(time);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _context.RequestAborted = _aborted;
        _context.Features.Set<DatabaseDeadline>(null);
        _source.Dispose();
    }
}
