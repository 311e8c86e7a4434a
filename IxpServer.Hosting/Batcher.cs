namespace IxpServer.Hosting;

/// <summary>How much a <see cref="Batcher{TBatch}"/> holds, and when a batch is due.</summary>
/// <param name="MaxItems">The most items that wait.</param>
/// <param name="MaxBytes">The most bytes that wait.</param>
/// <param name="BatchItems">A batch is full when it has so many items…</param>
/// <param name="BatchBytes">…or so many bytes.</param>
/// <param name="Window">How long the first item of a batch waits for others; zero to take what is there at once.</param>
public sealed record BatchLimits(int MaxItems, long MaxBytes, int BatchItems, long BatchBytes, TimeSpan Window);

/// <summary>Collects what many add into batches that one takes, within bounds. What finds no room is refused.</summary>
/// <param name="limits">The bounds.</param>
/// <param name="open">Makes an empty batch; called with the queue locked.</param>
/// <param name="time">The clock.</param>
public sealed class Batcher<TBatch>(BatchLimits limits, Func<TBatch> open, TimeProvider time)
    where TBatch : class
{
    private readonly Lock _lock = new();
    private readonly Queue<Counted> _full = new();
    private TaskCompletionSource _any = NewSignal();
    private TaskCompletionSource _anyFull = NewSignal();
    private Counted _open;
    private long _openedAt;
    private int _items;
    private long _bytes;
    private bool _isCompleted;

    /// <summary>How many items wait.</summary>
    public int Items => Volatile.Read(ref _items);

    /// <summary>Adds an item to the open batch.</summary>
    /// <param name="item">The item.</param>
    /// <param name="add">Puts it into the batch, and says by how many bytes that has grown. The queue is locked meanwhile.</param>
    /// <returns>The batch that it is in; null when there is no room.</returns>
    public TBatch? TryAdd<TItem>(in TItem item, Func<TBatch, TItem, int> add)
        where TItem : allows ref struct
    {
        lock (_lock)
        {
            if (_isCompleted || _items >= limits.MaxItems || _bytes >= limits.MaxBytes)
            {
                return null;
            }

            if (_open.Batch is null)
            {
                (_open, _openedAt) = (new(open(), 0, 0), time.GetTimestamp());
            }

            var batch = _open.Batch!;
            var bytes = add(batch, item);
            _open = new(batch, _open.Items + 1, _open.Bytes + bytes);
            _items++;
            _bytes += bytes;
            _any.TrySetResult();
            if (_open.Items >= limits.BatchItems || _open.Bytes >= limits.BatchBytes)
            {
                _full.Enqueue(_open);
                _open = default;
                _anyFull.TrySetResult();
            }

            return batch;
        }
    }

    /// <summary>Waits until a batch is full, or its first item has waited long enough, or nothing more comes.</summary>
    public async Task WaitAsync(CancellationToken cancel = default)
    {
        Task any;
        lock (_lock)
        {
            any = _any.Task;
        }

        await any.WaitAsync(cancel);
        Task anyFull;
        TimeSpan left;
        lock (_lock)
        {
            (anyFull, left) = (_anyFull.Task, limits.Window - time.GetElapsedTime(_openedAt));
        }

        if (left > TimeSpan.Zero)
        {
            await anyFull.WaitAsync(left, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The next batch, full or not; null when there is none.</summary>
    public TBatch? Take()
    {
        lock (_lock)
        {
            if (!_full.TryDequeue(out var next))
            {
                (next, _open) = (_open, default);
            }

            _items -= next.Items;
            _bytes -= next.Bytes;
            if (!_isCompleted)
            {
                _any = _items is 0 && _any.Task.IsCompleted ? NewSignal() : _any;
                _anyFull = _full.Count is 0 && _anyFull.Task.IsCompleted ? NewSignal() : _anyFull;
            }

            return next.Batch;
        }
    }

    /// <summary>Lets nothing more in; what is there can still be taken, at once.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isCompleted = true;
            _any.TrySetResult();
            _anyFull.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly record struct Counted(TBatch? Batch, int Items, long Bytes);
}
