namespace IxpServer.Api.Caching;

/// <summary>Section <c>Ixp:Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Ixp:Cache";

    /// <summary>How long a value is fresh when nobody says, in seconds (alias <c>CACHE_TTL</c>).</summary>
    public int Ttl { get; set; } = 60;

    /// <summary>How old what is read of a session may be at most, in seconds; 0 reads the database each time.</summary>
    public int SessionTtl { get; set; } = 10;

    /// <summary>How old statistics of intent logs may be at most, in seconds; 0 counts each time.</summary>
    public int StatisticsTtl { get; set; } = 10;

    /// <summary>The most values that are kept in memory; the least used go first.</summary>
    public int MemoryEntries { get; set; } = 1_000;

    /// <summary>How long a value stays in memory before Redis is asked for it again, in seconds.</summary>
    public int MemoryTtl { get; set; } = 300;

    /// <summary>
    /// How long a request waits for Redis before it does without, in milliseconds; a fifth of it where an older value
    /// can be served.
    /// </summary>
    public int RedisTimeoutMs { get; set; } = 500;

    /// <summary>What the configuration says, which has been checked before.</summary>
    internal static CacheOptions Read(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<CacheOptions>() ?? new CacheOptions();
}
