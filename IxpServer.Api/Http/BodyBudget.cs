using System.Threading.RateLimiting;
using IxpServer.Api.Limits;

namespace IxpServer.Api.Http;

/// <summary>
/// How much of the memory large bodies may take together (<c>BODY_MEMORY_MB</c>): half of it while they are received, half
/// while they are parsed and answered. Nobody who has a part of the second half waits for more, so that it always comes
/// back. Small bodies take no part: they never wait for large ones.
/// </summary>
internal sealed class BodyBudget : IDisposable
{
    /// <summary>What is read without asking, in bytes. Connections bound how many there can be.</summary>
    internal const int SmallBody = 64 * 1024;

    private const int Unit = 1024;

    private readonly ConcurrencyLimiter _received;
    private readonly ConcurrencyLimiter _parsed;
    private readonly int _half;
    private readonly TimeSpan _wait;
    private readonly TimeProvider _time;
    private readonly LimitMetrics _metrics;
    private readonly MemoryReturn _memory;

    public BodyBudget(ServerLimits limits, MemoryReturn memory, LimitMetrics metrics, TimeProvider time)
    {
        (_wait, _memory, _metrics, _time) = (limits.BodyWait, memory, metrics, time);
        _half = (int)Math.Clamp(limits.BodyMemory / 2 / Unit, 1, int.MaxValue);
        (_received, _parsed) = (Limiter(), Limiter());
        metrics.ObserveBodies(() => InUse(_received) + InUse(_parsed));

        ConcurrencyLimiter Limiter() =>
            // Whoever waits has not been read and holds nothing but its connection.
            new(new() { PermitLimit = _half, QueueLimit = int.MaxValue });
    }

    /// <summary>Asks for room for a body, or for more of it, before it is read.</summary>
    /// <param name="bytes">How much; more than there is at all is all there is.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The room, to be disposed; null when there was none in time.</returns>
    internal ValueTask<IDisposable?> ReceiveAsync(long bytes, CancellationToken cancel) =>
        AcquireAsync(_received, bytes, cancel);

    /// <summary>The same for parsing and answering a body that is there.</summary>
    internal ValueTask<IDisposable?> ParseAsync(long bytes, CancellationToken cancel) =>
        AcquireAsync(_parsed, bytes, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        _received.Dispose();
        _parsed.Dispose();
    }

    private async ValueTask<IDisposable?> AcquireAsync(ConcurrencyLimiter limiter, long bytes, CancellationToken cancel)
    {
        var permits = (int)Math.Clamp((bytes + Unit - 1) / Unit, 1, _half);
        var lease = limiter.AttemptAcquire(permits);
        if (!lease.IsAcquired && _wait > TimeSpan.Zero)
        {
            using var late = new CancellationTokenSource(_wait, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
            try
            {
                lease = await limiter.AcquireAsync(permits, either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Answered below.
            }
        }

        if (!lease.IsAcquired)
        {
            _metrics.CountRefusedBody(isReceived: limiter == _parsed);
            return null;
        }

        return new Room(lease, _memory, (long)permits * Unit);
    }

    private long InUse(ConcurrencyLimiter limiter) =>
        (_half - (limiter.GetStatistics()?.CurrentAvailablePermits ?? _half)) * Unit;

    private sealed class Room(RateLimitLease lease, MemoryReturn memory, long bytes) : IDisposable
    {
        public void Dispose()
        {
            lease.Dispose();
            memory.Released(bytes);
        }
    }
}
