using Microsoft.Extensions.Caching.Distributed;

namespace IxpServer.Api.Caching;

/// <summary>The cache's level in Redis, with a span for each command of a request whose trace is kept.</summary>
internal sealed class TracedRedisCache(IDistributedCache cache, RedisLink redis) : IDistributedCache
{
    // The commands that the cache of the framework sends.
    private const string Read = "HMGET";
    private const string Write = "HSET";
    private const string Delete = "DEL";
    private const string Touch = "EXPIRE";

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        RedisSpans.IsOn ? TraceGetAsync(key, token) : cache.GetAsync(key, token);

    public Task SetAsync(
        string key,
        byte[] value,
        DistributedCacheEntryOptions options,
        CancellationToken token = default
    ) =>
        RedisSpans.IsOn
            ? TraceAsync(Write, () => cache.SetAsync(key, value, options, token))
            : cache.SetAsync(key, value, options, token);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        RedisSpans.IsOn ? TraceAsync(Delete, () => cache.RemoveAsync(key, token)) : cache.RemoveAsync(key, token);

    public Task RefreshAsync(string key, CancellationToken token = default) =>
        RedisSpans.IsOn ? TraceAsync(Touch, () => cache.RefreshAsync(key, token)) : cache.RefreshAsync(key, token);

    // FusionCache uses these in its own synchronous calls only, which this server does not make.
    public byte[]? Get(string key) => cache.Get(key);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => cache.Set(key, value, options);

    public void Remove(string key) => cache.Remove(key);

    public void Refresh(string key) => cache.Refresh(key);

    private async Task<byte[]?> TraceGetAsync(string key, CancellationToken token)
    {
        byte[]? value = null;
        await TraceAsync(Read, async () => value = await cache.GetAsync(key, token));
        return value;
    }

    private async Task TraceAsync(string command, Func<Task> send)
    {
        using var span = RedisSpans.Start(redis, command);
        try
        {
            await send();
        }
        catch (Exception fault)
        {
            span.Fail(fault);
            throw;
        }
    }
}
