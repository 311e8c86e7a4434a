using System.Diagnostics;
using IxpServer.Data.IntentLogs;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// Rows on their way from the requests to the one writer, bounded in number and bytes. Requests copy their rows into
/// the batch that is open; the writer takes whole batches.
/// </summary>
public sealed class IntentLogInbox(IntentLogOptions options, IntentLogMetrics metrics, TimeProvider time)
{
    /// <summary>Emptied batches whose memory is used again.</summary>
    private const int MaxSpare = 2;

    private static readonly Task<bool> Accepted = Task.FromResult(true);
    private static readonly Task<bool> Refused = Task.FromResult(false);

    private readonly Lock _lock = new();
    private readonly Queue<QueuedBatch> _full = new();
    private readonly Stack<IntentLogBatch> _spare = new();
    private readonly bool _isCommitted = options.Durability is IntentLogDurability.Committed;
    private TaskCompletionSource _some = NewSignal();
    private TaskCompletionSource _anyFull = NewSignal();
    private QueuedBatch? _open;
    private int _rows;
    private long _bytes;
    private bool _isCompleted;

    /// <summary>How many rows are waiting.</summary>
    public int Rows => Volatile.Read(ref _rows);

    /// <summary>Copies a row into the queue.</summary>
    /// <returns>
    /// Whether the row is kept: in committed mode once it is, else at once. False when the queue is full, which
    /// has been counted.
    /// </returns>
    public Task<bool> AddAsync(in IntentLogEntry entry)
    {
        lock (_lock)
        {
            if (_isCompleted || _rows >= options.QueueRows || _bytes >= options.QueueBytes)
            {
                metrics.CountLost(1);
                return Refused;
            }

            _open ??= Open();
            var batch = _open;
            var before = batch.Rows.Length;
            batch.Rows.Add(entry);
            IntentLogSpans.Link(ref batch.Requests);
            _bytes += batch.Rows.Length - before;
            if (_rows++ is 0)
            {
                _some.TrySetResult();
            }

            metrics.QueuedRows = _rows;

            if (batch.Rows.Count >= options.BatchRows || batch.Rows.Length >= options.BatchBytes)
            {
                _full.Enqueue(batch);
                _open = null;
                _anyFull.TrySetResult();
            }

            return _isCommitted ? batch.Kept.Task : Accepted;
        }
    }

    /// <summary>Lets no more rows in; those that are there can still be taken, at once.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isCompleted = true;
            _some.TrySetResult();
            _anyFull.TrySetResult();
        }
    }

    /// <summary>
    /// Waits until there is a batch to write: at once in committed mode, where rows gather while the one before is being
    /// written; else when it is full or its first row has waited for the window.
    /// </summary>
    /// <returns>The batch; null when the queue is completed and empty.</returns>
    internal async Task<QueuedBatch?> TakeAsync()
    {
        await Signal(ref _some).Task;
        if (!_isCommitted)
        {
            await FullOrDueAsync();
        }

        lock (_lock)
        {
            if (!_full.TryDequeue(out var batch))
            {
                (batch, _open) = (_open, null);
            }

            _rows -= batch?.Rows.Count ?? 0;
            metrics.QueuedRows = _rows;
            _bytes -= batch?.Rows.Length ?? 0;
            if (!_isCompleted)
            {
                _some = _rows is 0 ? NewSignal() : _some;
                _anyFull = _full.Count is 0 ? NewSignal() : _anyFull;
            }

            return batch;
        }
    }

    /// <summary>Tells whoever waits for the batch, and takes its memory back.</summary>
    internal void Finish(QueuedBatch batch, bool isKept)
    {
        batch.Kept.TrySetResult(isKept);
        if (batch.MayBeRead)
        {
            return;
        }

        batch.Rows.Clear();
        lock (_lock)
        {
            if (_spare.Count < MaxSpare)
            {
                _spare.Push(batch.Rows);
            }
        }
    }

    private async Task FullOrDueAsync()
    {
        var anyFull = Signal(ref _anyFull).Task;
        long? openedAt;
        lock (_lock)
        {
            openedAt = _open?.OpenedAt;
        }

        if (!anyFull.IsCompleted && openedAt is { } since && options.Window - time.GetElapsedTime(since) is var left)
        {
            if (left > TimeSpan.Zero)
            {
                using var enough = new CancellationTokenSource();
                await Task.WhenAny(anyFull, Task.Delay(left, time, enough.Token));
                await enough.CancelAsync();
            }
        }
    }

    private TaskCompletionSource Signal(ref TaskCompletionSource signal)
    {
        lock (_lock)
        {
            return signal;
        }
    }

    private QueuedBatch Open() => new(_spare.TryPop(out var spare) ? spare : new IntentLogBatch(), time.GetTimestamp());

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Rows that are written together.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="OpenedAt">When the first one came.</param>
internal sealed record QueuedBatch(IntentLogBatch Rows, long OpenedAt)
{
    /// <summary>The requests whose rows these are, as far as they are traced.</summary>
    internal List<ActivityLink>? Requests;

    /// <summary>Whether somebody may still read the rows, whom nobody waits for any more.</summary>
    internal bool MayBeRead { get; set; }

    /// <summary>Completes when it is known whether the rows are kept.</summary>
    internal TaskCompletionSource<bool> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
