namespace IxpServer.Api.Caching;

/// <summary>How long what is kept, and where.</summary>
[SettingSection("Ixp:Cache")]
public sealed class CacheOptions
{
    /// <summary>How long a value is fresh when nobody says.</summary>
    [Setting("CACHE_TTL", Unit = Unit.Seconds, Min = 0, Max = 31_536_000)]
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How old what is read of a session may be at most; 0 reads the database each time.</summary>
    [Setting(Unit = Unit.Seconds, Min = 0, Max = 3_600)]
    public TimeSpan SessionTtl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How old statistics of intent logs may be at most; 0 counts each time.</summary>
    [Setting(Unit = Unit.Seconds, Min = 0, Max = 86_400)]
    public TimeSpan StatisticsTtl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most values that are kept in memory; the least used go first.</summary>
    [Setting(Min = 1, Max = 10_000_000)]
    public int MemoryEntries { get; init; } = 1_000;

    /// <summary>How long a value stays in memory before Redis is asked for it again.</summary>
    [Setting(Unit = Unit.Seconds, Min = 1, Max = 86_400)]
    public TimeSpan MemoryTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a request waits for Redis before it does without; a fifth of it where an older value can be served.
    /// </summary>
    [Setting(Key = "RedisTimeoutMs", Unit = Unit.Milliseconds, Min = 1, Max = 60_000)]
    public TimeSpan RedisTimeout { get; init; } = TimeSpan.FromMilliseconds(500);
}
