namespace IxpServer.Api.Requests;

/// <summary>
/// Gives memory back to the machine when large bodies are over. A server without work collects no garbage, and would
/// keep what its busiest moment took.
/// </summary>
internal sealed class MemoryReturn : IDisposable
{
    /// <summary>Less is not worth the pause of a collection, in bytes.</summary>
    private const long WorthIt = 64 * 1024 * 1024;

    /// <summary>Without large bodies for so long, it is worth the pause.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>The runtime's shared pool lets go of arrays that have been in it for half a minute, at a collection.</summary>
    private static readonly TimeSpan PoolQuiet = TimeSpan.FromSeconds(35);

    private readonly ITimer _timer;
    private long _released;
    private bool _isPoolLeft;

    public MemoryReturn(TimeProvider time) =>
        _timer = time.CreateTimer(
            static state => ((MemoryReturn)state!).Collect(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

    /// <summary>
    /// Clears away what large documents before this one have left. The collector knows nothing of the budget, and would let
    /// several of them pile up; the pause, some 30 ms, is small beside the parsing of so large a one.
    /// </summary>
    /// <param name="bytes">How much is about to be taken.</param>
    internal static void MakeRoom(long bytes)
    {
        if (bytes >= WorthIt)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        }
    }

    /// <summary>Notes that so many bytes were used and are not any more.</summary>
    internal void Released(long bytes)
    {
        if (Interlocked.Add(ref _released, bytes) >= WorthIt)
        {
            Start(Quiet);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Collect()
    {
        _isPoolLeft = Interlocked.Exchange(ref _released, 0) > 0 || !_isPoolLeft;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (_isPoolLeft)
        {
            Start(PoolQuiet);
        }
    }

    private void Start(TimeSpan after) => _timer.Change(after, Timeout.InfiniteTimeSpan);
}
