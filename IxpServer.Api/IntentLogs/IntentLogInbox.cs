using System.Collections.Concurrent;
using System.Diagnostics;
using IxpServer.Data.IntentLogs;
using IxpServer.Hosting;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// Rows on their way from the requests to the one writer, bounded in number and bytes. Requests copy their rows into
/// the batch that is open; the writer takes whole batches.
/// </summary>
public sealed class IntentLogInbox
{
    /// <summary>Emptied batches whose memory is used again.</summary>
    private const int MaxSpare = 2;

    private static readonly Task<bool> Accepted = Task.FromResult(true);
    private static readonly Task<bool> Refused = Task.FromResult(false);

    private readonly Batcher<QueuedBatch> _queue;
    private readonly ConcurrentQueue<IntentLogBatch> _spare = new();
    private readonly IntentLogMetrics _metrics;
    private readonly bool _isCommitted;

    /// <param name="options">The bounds.</param>
    /// <param name="metrics">Counts what finds no room.</param>
    /// <param name="time">The clock.</param>
    public IntentLogInbox(IntentLogOptions options, IntentLogMetrics metrics, TimeProvider time)
    {
        _metrics = metrics;
        _isCommitted = options.Durability is IntentLogDurability.Committed;

        // Committed rows gather while those before them are being written.
        var window = _isCommitted ? TimeSpan.Zero : options.Window;
        _queue = new(
            new(options.QueueRows, options.QueueBytes, options.BatchRows, options.BatchBytes, window),
            () => new QueuedBatch(_spare.TryDequeue(out var spare) ? spare : new IntentLogBatch()),
            time
        );
    }

    /// <summary>How many rows are waiting.</summary>
    public int Rows => _queue.Items;

    /// <summary>Copies a row into the queue.</summary>
    /// <returns>
    /// Whether the row is kept: in committed mode once it is, else at once. False when the queue is full, which
    /// has been counted.
    /// </returns>
    public Task<bool> AddAsync(in IntentLogEntry entry)
    {
        var batch = _queue.TryAdd(entry, static (batch, entry) => batch.Add(entry));
        if (batch is null)
        {
            _metrics.CountLost(1);
            return Refused;
        }

        _metrics.QueuedRows = _queue.Items;
        return _isCommitted ? batch.Kept.Task : Accepted;
    }

    /// <summary>Lets no more rows in; those that are there can still be taken, at once.</summary>
    public void Complete() => _queue.Complete();

    /// <summary>Waits until there is a batch to write.</summary>
    /// <returns>The batch; null when the queue is completed and empty.</returns>
    internal async Task<QueuedBatch?> TakeAsync()
    {
        await _queue.WaitAsync();
        var batch = _queue.Take();
        _metrics.QueuedRows = _queue.Items;
        return batch;
    }

    /// <summary>Tells whoever waits for the batch, and takes its memory back.</summary>
    internal void Finish(QueuedBatch batch, bool isKept)
    {
        batch.Kept.TrySetResult(isKept);
        if (!batch.MayBeRead && _spare.Count < MaxSpare)
        {
            batch.Rows.Clear();
            _spare.Enqueue(batch.Rows);
        }
    }
}

/// <summary>Rows that are written together.</summary>
/// <param name="Rows">The rows.</param>
internal sealed record QueuedBatch(IntentLogBatch Rows)
{
    /// <summary>The requests whose rows these are, as far as they are traced.</summary>
    internal List<ActivityLink>? Requests;

    /// <summary>Whether somebody may still read the rows, whom nobody waits for any more.</summary>
    internal bool MayBeRead { get; set; }

    /// <summary>Completes when it is known whether the rows are kept.</summary>
    internal TaskCompletionSource<bool> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Copies a row, and says how many bytes it takes.</summary>
    internal int Add(in IntentLogEntry entry)
    {
        var before = Rows.Length;
        Rows.Add(entry);
        IntentLogSpans.Link(ref Requests);
        return Rows.Length - before;
    }
}
