using ZiggyCreatures.Caching.Fusion;

namespace IxpServer.Api.Caching;

/// <summary>
/// The server's cache: memory first, then Redis where there is one, then the source. One load at a time for a key. A
/// value that is removed here is gone from every replica; without Redis, the cache goes on in memory.
/// </summary>
public sealed class IxpCache
{
    /// <summary>What one of the memory's entries may weigh, in bytes; a larger value counts for several.</summary>
    internal const int EntryBytes = 64 * 1024;

    private readonly IFusionCache _cache;
    private readonly CachePatterns _patterns;
    private readonly CacheOptions _options;
    private readonly bool _isShared;

    /// <param name="cache">The cache itself.</param>
    /// <param name="patterns">Removes by pattern.</param>
    /// <param name="options">The settings.</param>
    /// <param name="isShared">Whether there is a Redis.</param>
    internal IxpCache(IFusionCache cache, CachePatterns patterns, CacheOptions options, bool isShared) =>
        (_cache, _patterns, _options, _isShared) = (cache, patterns, options, isShared);

    /// <summary>The value of a key: from the cache while it is fresh, else loaded.</summary>
    /// <param name="key">The key: what it is of first, such as <c>data:</c>.</param>
    /// <param name="load">Loads it. It may change the entry's options through the context.</param>
    /// <param name="entry">How long it is kept, and what else belongs to the entry.</param>
    /// <param name="cancel">Ends this caller's wait; the load goes on for others.</param>
    /// <exception cref="Exception">What the load throws, when nothing earlier may be served.</exception>
    public async ValueTask<T> GetOrSetAsync<T>(
        string key,
        Func<FusionCacheFactoryExecutionContext<T>, CancellationToken, Task<T>> load,
        CacheEntry entry,
        CancellationToken cancel
    ) => await _cache.GetOrSetAsync(key, load, default, Options(entry), entry.Tags, cancel);

    /// <summary>Keeps a value.</summary>
    public ValueTask SetAsync<T>(string key, T value, CacheEntry entry, CancellationToken cancel) =>
        _cache.SetAsync(key, value, Options(entry), entry.Tags, cancel);

    /// <summary>Removes a value everywhere.</summary>
    public ValueTask RemoveAsync(string key, CancellationToken cancel) => _cache.RemoveAsync(key, token: cancel);

    /// <summary>Removes everywhere whatever has this tag.</summary>
    public ValueTask RemoveByTagAsync(string tag, CancellationToken cancel) =>
        _cache.RemoveByTagAsync(tag, token: cancel);

    /// <summary>Removes everywhere what a pattern matches.</summary>
    /// <param name="pattern">A key in which <c>*</c> stands for any text and <c>?</c> for any one character.</param>
    /// <param name="cancel">Ends the search; what was found before is gone.</param>
    /// <returns>How many were found here and in Redis.</returns>
    public Task<int> RemoveByPatternAsync(string pattern, CancellationToken cancel) =>
        _patterns.RemoveAsync(pattern, cancel);

    /// <summary>Removes everything everywhere.</summary>
    public ValueTask ClearAsync(CancellationToken cancel) => _cache.ClearAsync(allowFailSafe: false, token: cancel);

    private FusionCacheEntryOptions Options(CacheEntry entry)
    {
        var fresh = entry.Fresh ?? _options.Ttl;
        var isKept = fresh > TimeSpan.Zero || entry.LastGood > TimeSpan.Zero;
        var memory = _options.MemoryTtl;
        return new FusionCacheEntryOptions
        {
            // What is nowhere else cannot be asked for again before it has to be loaded.
            Duration = _isShared && !entry.IsMemoryOnly && memory < fresh ? memory : fresh,
            DistributedCacheDuration = fresh,
            IsFailSafeEnabled = entry.LastGood > TimeSpan.Zero,
            FailSafeMaxDuration = entry.LastGood,
            Size = Units(entry.Bytes),
            DistributedCacheSoftTimeout = _options.RedisTimeout / 5,
            DistributedCacheHardTimeout = _options.RedisTimeout,
            // Whoever loads has waited already; the next replica shall find what this one has told its caller.
            AllowBackgroundDistributedCacheOperations = false,
            // Of another version, or whatever else somebody has put there: as good as absent.
            ReThrowSerializationExceptions = false,
            SkipDistributedCacheRead = entry.IsMemoryOnly,
            SkipDistributedCacheWrite = entry.IsMemoryOnly || !isKept,
            SkipMemoryCacheWrite = !isKept,
            SkipBackplaneNotifications = entry.IsMemoryOnly,
        };
    }

    /// <summary>What a value of so many bytes takes of the memory's entries.</summary>
    internal static long Units(long bytes) => 1 + (bytes / EntryBytes);
}

/// <summary>How a value is kept.</summary>
/// <param name="Fresh">How long it is fresh; null for CACHE_TTL.</param>
/// <param name="LastGood">For how long it may be served when its load fails; zero for never.</param>
/// <param name="Bytes">Roughly how large it is.</param>
/// <param name="Tags">What it can be removed by.</param>
/// <param name="IsMemoryOnly">Whether it is kept from Redis; removals reach it all the same.</param>
public readonly record struct CacheEntry(
    TimeSpan? Fresh,
    TimeSpan LastGood = default,
    long Bytes = 0,
    IReadOnlyList<string>? Tags = null,
    bool IsMemoryOnly = false
);
