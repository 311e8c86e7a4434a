using System.Threading.RateLimiting;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;

namespace IxpServer.Api.Requests;

/// <summary>
/// How much of the memory large bodies may take together (<c>BODY_MEMORY_MB</c>): half of it while they are received, half
/// while they are parsed and answered. Nobody who has a part of the second half waits for more, so that it always comes
/// back. Small bodies take no part: they never wait for large ones.
/// </summary>
internal sealed class BodyBudget : IDisposable
{
    private const int Unit = 1024;

    /// <summary>Of the first half one caller has a quarter, and always room for the largest body.</summary>
    private const int Callers = 4;

    private const int MaxBody = 10 * 1024;

    private readonly ConcurrencyLimiter _received;
    private readonly ConcurrencyLimiter _parsed;
    private readonly PartitionedRateLimiter<LimitCaller> _callers;
    private readonly int _half;
    private readonly TimeSpan _wait;
    private readonly TimeProvider _time;
    private readonly LimitMetrics _metrics;
    private readonly MemoryReturn _memory;

    public BodyBudget(ServerLimits limits, MemoryReturn memory, LimitMetrics metrics, TimeProvider time)
    {
        (_wait, _memory, _metrics, _time) = (limits.BodyWait, memory, metrics, time);
        _half = (int)Math.Clamp(limits.BodyMemory / 2 / Unit, 1, int.MaxValue);
        _received = new(Limit(_half));
        _parsed = new(Limit(_half));
        var share = Limit(Math.Min(_half, Math.Max(_half / Callers, MaxBody)));
        _callers = PartitionedRateLimiter.Create<LimitCaller, LimitCaller>(caller =>
            RateLimitPartition.GetConcurrencyLimiter(caller, _ => share)
        );
        metrics.ObserveBodies(() => InUse(_received) + InUse(_parsed));

        // Whoever waits has not been read and holds nothing but its connection.
        static ConcurrencyLimiterOptions Limit(int permits) =>
            new() { PermitLimit = permits, QueueLimit = int.MaxValue };
    }

    /// <summary>Asks for room for a body, or for more of it, before it is read.</summary>
    /// <param name="caller">Who sends it: slow senders at one place must not keep everybody waiting.</param>
    /// <param name="bytes">How much; more than there is at all is all there is.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The room, to be disposed; null when there was none in time.</returns>
    internal ValueTask<IDisposable?> ReceiveAsync(LimitCaller caller, long bytes, CancellationToken cancel) =>
        AcquireAsync(_received, caller, bytes, cancel);

    /// <summary>The same for parsing and answering a body that is there.</summary>
    internal ValueTask<IDisposable?> ParseAsync(long bytes, CancellationToken cancel) =>
        AcquireAsync(_parsed, null, bytes, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        _received.Dispose();
        _parsed.Dispose();
        _callers.Dispose();
    }

    private async ValueTask<IDisposable?> AcquireAsync(
        ConcurrencyLimiter limiter,
        LimitCaller? caller,
        long bytes,
        CancellationToken cancel
    )
    {
        var permits = (int)Math.Clamp((bytes + Unit - 1) / Unit, 1, _half);
        using var late = new CancellationTokenSource(_wait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        RateLimitLease? share = null;
        try
        {
            share = caller is { } own ? await _callers.AcquireAsync(own, permits, either.Token) : null;
            var lease = await limiter.AcquireAsync(permits, either.Token);
            return new Room(lease, share, _memory, (long)permits * Unit);
        }
        catch (OperationCanceledException)
        {
            share?.Dispose();
            cancel.ThrowIfCancellationRequested();
            _metrics.CountRefusedBody(isReceived: limiter == _parsed);
            return null;
        }
    }

    private long InUse(ConcurrencyLimiter limiter) =>
        (_half - (limiter.GetStatistics()?.CurrentAvailablePermits ?? _half)) * Unit;

    private sealed class Room(RateLimitLease lease, RateLimitLease? share, MemoryReturn memory, long bytes)
        : IDisposable
    {
        public void Dispose()
        {
            lease.Dispose();
            share?.Dispose();
            memory.Released(bytes);
        }
    }
}
