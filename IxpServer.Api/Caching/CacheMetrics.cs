using System.Diagnostics.Metrics;
using IxpServer.Api.Telemetry;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace IxpServer.Api.Caching;

/// <summary>What the cache does, as metrics and as totals since start.</summary>
public sealed class CacheMetrics
{
    private readonly FixedCounter _requests;
    private readonly FixedCounter _errors;
    private long _staleServed;

    /// <summary>Makes the instruments.</summary>
    public CacheMetrics(IMeterFactory meters, MemoryCache memory, RedisLink? redis = null)
    {
        var meter = meters.Create(ServerTelemetry.Name);
        _requests = new FixedCounter(
            meter,
            "ixp.cache.requests",
            "{request}",
            "Look-ups, by level and result",
            [Labels("memory", "hit"), Labels("memory", "miss"), Labels("redis", "hit"), Labels("redis", "miss")]
        );
        _errors = new FixedCounter(
            meter,
            "ixp.cache.errors",
            "{error}",
            "Failures of Redis, loads and values",
            "kind",
            Enum.GetNames<Failure>().Select(name => name.ToLowerInvariant())
        );
        meter.CreateObservableCounter(
            "ixp.cache.stale",
            () => Volatile.Read(ref _staleServed),
            "{value}",
            "Values served past their time"
        );
        meter.CreateObservableGauge("ixp.cache.entries", () => memory.Count, "{entry}", "Entries in memory");
        if (redis is not null)
        {
            meter.CreateObservableGauge(
                "ixp.cache.redis.connected",
                () => redis.IsConnected ? 1 : 0,
                null,
                "Whether Redis can be reached now"
            );
        }
    }

    /// <summary>The series of look-ups, by position.</summary>
    private enum LookUp
    {
        MemoryHit,
        MemoryMiss,
        RedisHit,
        RedisMiss,
    }

    private enum Failure
    {
        Load,
        Value,
        Redis,
    }

    /// <summary>Totals since start.</summary>
    public CacheTotals Totals =>
        new(
            _requests[(int)LookUp.MemoryHit],
            _requests[(int)LookUp.MemoryMiss],
            _requests[(int)LookUp.RedisHit],
            _requests[(int)LookUp.RedisMiss],
            Volatile.Read(ref _staleServed),
            _errors[(int)Failure.Load] + _errors[(int)Failure.Value] + _errors[(int)Failure.Redis]
        );

    internal void Watch(IFusionCache cache)
    {
        var events = cache.Events;
        events.Memory.Hit += (_, _) => _requests.Add((int)LookUp.MemoryHit);
        events.Memory.Miss += (_, _) => _requests.Add((int)LookUp.MemoryMiss);
        events.Distributed.Hit += (_, _) => _requests.Add((int)LookUp.RedisHit);
        events.Distributed.Miss += (_, _) => _requests.Add((int)LookUp.RedisMiss);
        events.FailSafeActivate += (_, _) => CountStale();
        events.FactoryError += (_, _) => Fail(Failure.Load);
        events.BackgroundFactoryError += (_, _) => Fail(Failure.Load);
        events.Distributed.SerializationError += (_, _) => Fail(Failure.Value);
        events.Distributed.DeserializationError += (_, _) => Fail(Failure.Value);
        events.Distributed.CircuitBreakerChange += (_, change) => FailWhenOpen(change.IsClosed);
        events.Backplane.CircuitBreakerChange += (_, change) => FailWhenOpen(change.IsClosed);
    }

    /// <summary>Counts a load that failed where the cache does not see it, since its caller answers for it.</summary>
    internal void CountFailedLoad() => Fail(Failure.Load);

    /// <summary>Counts a value that is served past its time where the cache does not see it.</summary>
    internal void CountStale() => Interlocked.Increment(ref _staleServed);

    private void FailWhenOpen(bool isClosed)
    {
        if (!isClosed)
        {
            Fail(Failure.Redis);
        }
    }

    private void Fail(Failure kind) => _errors.Add((int)kind);

    private static KeyValuePair<string, object?>[] Labels(string level, string result) =>
        [new("level", level), new("result", result)];
}

/// <summary>What the cache has done since the server's start.</summary>
/// <param name="MemoryHits">Look-ups that memory answered.</param>
/// <param name="MemoryMisses">Look-ups that memory could not answer.</param>
/// <param name="RedisHits">Of these, what Redis answered.</param>
/// <param name="RedisMisses">What Redis could not answer.</param>
/// <param name="StaleServed">Values served past their time, because the load failed.</param>
/// <param name="Errors">Failures of Redis, of loads and of values that could not be read.</param>
public sealed record CacheTotals(
    long MemoryHits,
    long MemoryMisses,
    long RedisHits,
    long RedisMisses,
    long StaleServed,
    long Errors
);
