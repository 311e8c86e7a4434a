using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace IxpServer.Api.Caching;

/// <summary>
/// Removes by pattern, which the cache itself cannot: here and in Redis by looking at the keys (<c>SCAN</c>, in small
/// steps), on the other replicas by telling them the pattern.
/// </summary>
internal sealed partial class CachePatterns(
    MemoryCache memory,
    IFusionCache cache,
    ILogger<CachePatterns> logger,
    RedisLink? redis = null
) : BackgroundService
{
    private const int ScanStep = 500;

    /// <summary>More than these, missed while Redis was away, and everything is removed instead.</summary>
    private const int MaxMissed = 100;

    private static readonly RedisChannel Channel = RedisChannel.Literal($"{CacheServices.Prefix}patterns");

    private readonly ConcurrentQueue<string> _missed = new();

    internal async Task<int> RemoveAsync(string pattern, CancellationToken cancel)
    {
        var found = Matching(pattern).ToHashSet(StringComparer.Ordinal);
        if (redis is not null)
        {
            try
            {
                found.UnionWith(await ScanAsync(pattern, cancel));
            }
            catch (Exception away) when (away is RedisException or TimeoutException)
            {
                LogMissed(pattern, away.Message);
                _missed.Enqueue(pattern);
            }
        }

        foreach (var key in found)
        {
            await cache.RemoveAsync(key, token: cancel);
        }

        await TellAsync(pattern);
        return found.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (redis is null)
        {
            return;
        }

        await redis.SubscribeAsync(
            Channel,
            message =>
            {
                Forget(message.ToString());
                return Task.CompletedTask;
            },
            isAgain =>
            {
                if (!isAgain)
                {
                    return Task.CompletedTask;
                }

                // What the others have removed meanwhile was not told here: Redis knows.
                memory.Clear();
                return CatchUpAsync(stoppingToken);
            }
        );
    }

    private IEnumerable<string> Matching(string pattern) =>
        memory
            .Keys.OfType<string>()
            .Where(key => FileSystemName.MatchesSimpleExpression(pattern, key, ignoreCase: false));

    private void Forget(string pattern)
    {
        foreach (var key in Matching(pattern))
        {
            memory.Remove(key);
        }
    }

    private async Task<List<string>> ScanAsync(string pattern, CancellationToken cancel)
    {
        var connection = await redis!.ConnectionAsync();
        var keys = new List<string>();
        foreach (
            var server in connection.GetServers().Where(server => server is { IsConnected: true, IsReplica: false })
        )
        {
            var found = server.KeysAsync(
                connection.GetDatabase().Database,
                CacheServices.Prefix + RedisSpecial().Replace(pattern, @"\$0"),
                ScanStep
            );
            await foreach (var key in found.WithCancellation(cancel))
            {
                keys.Add(key.ToString()[CacheServices.Prefix.Length..]);
            }
        }

        return connection.IsConnected ? keys : throw new RedisException("Redis is away");
    }

    private async Task TellAsync(string pattern)
    {
        try
        {
            if (redis is not null)
            {
                await (await redis.ConnectionAsync()).GetSubscriber().PublishAsync(Channel, pattern);
            }
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            // It is among the missed ones already, or the others start afresh when they can be told again.
        }
    }

    private async Task CatchUpAsync(CancellationToken cancel)
    {
        if (_missed.Count > MaxMissed)
        {
            _missed.Clear();
            await cache.ClearAsync(allowFailSafe: false, token: cancel);
            return;
        }

        for (var count = _missed.Count; count > 0 && _missed.TryDequeue(out var pattern); count--)
        {
            await RemoveAsync(pattern, cancel);
        }
    }

    /// <summary>What Redis' patterns know besides the star and the question mark.</summary>
    [GeneratedRegex(@"[\[\]\\^]", RegexOptions.None, 1_000)]
    private static partial Regex RedisSpecial();

    [LoggerMessage(LogLevel.Warning, "Redis is away: '{Pattern}' is removed there when it is back ({Reason})")]
    private partial void LogMissed(string pattern, string reason);
}
