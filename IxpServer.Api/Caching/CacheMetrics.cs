using System.Diagnostics.Metrics;
using ZiggyCreatures.Caching.Fusion;

namespace IxpServer.Api.Caching;

/// <summary>What the cache does, as metrics (meter <c>IxpServer.Cache</c>) and as totals since start.</summary>
public sealed class CacheMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "IxpServer.Cache";

    private readonly Counter<long> _requests;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _errors;
    private long _memoryHits;
    private long _memoryMisses;
    private long _redisHits;
    private long _redisMisses;
    private long _staleServed;
    private long _failures;

    /// <summary>Makes the instruments.</summary>
    public CacheMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("ixp.cache.requests", "{request}", "Look-ups, by level and result");
        _stale = meter.CreateCounter<long>("ixp.cache.stale", "{value}", "Values served past their time");
        _errors = meter.CreateCounter<long>("ixp.cache.errors", "{error}", "Failures of Redis, loads and values");
    }

    /// <summary>Totals since start.</summary>
    public CacheTotals Totals =>
        new(
            Volatile.Read(ref _memoryHits),
            Volatile.Read(ref _memoryMisses),
            Volatile.Read(ref _redisHits),
            Volatile.Read(ref _redisMisses),
            Volatile.Read(ref _staleServed),
            Volatile.Read(ref _failures)
        );

    internal void Watch(IFusionCache cache)
    {
        var events = cache.Events;
        events.Memory.Hit += (_, _) => Count(ref _memoryHits, "memory", "hit");
        events.Memory.Miss += (_, _) => Count(ref _memoryMisses, "memory", "miss");
        events.Distributed.Hit += (_, _) => Count(ref _redisHits, "redis", "hit");
        events.Distributed.Miss += (_, _) => Count(ref _redisMisses, "redis", "miss");
        events.FailSafeActivate += (_, _) =>
        {
            Interlocked.Increment(ref _staleServed);
            _stale.Add(1);
        };
        events.FactoryError += (_, _) => Fail("load");
        events.BackgroundFactoryError += (_, _) => Fail("load");
        events.Distributed.SerializationError += (_, _) => Fail("value");
        events.Distributed.DeserializationError += (_, _) => Fail("value");
        events.Distributed.CircuitBreakerChange += (_, change) => FailWhenOpen(change.IsClosed);
        events.Backplane.CircuitBreakerChange += (_, change) => FailWhenOpen(change.IsClosed);
    }

    private void Count(ref long total, string level, string result)
    {
        Interlocked.Increment(ref total);
        _requests.Add(1, new("level", level), new("result", result));
    }

    private void FailWhenOpen(bool isClosed)
    {
        if (!isClosed)
        {
            Fail("redis");
        }
    }

    private void Fail(string kind)
    {
        Interlocked.Increment(ref _failures);
        _errors.Add(1, new KeyValuePair<string, object?>("kind", kind));
    }
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
