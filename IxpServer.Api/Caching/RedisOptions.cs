using IxpServer.Hosting;

namespace IxpServer.Api.Caching;

/// <summary>Where Redis is.</summary>
[SettingSection("Ixp:Cache:Redis")]
internal sealed class RedisOptions
{
    /// <summary>The connection string that wins over the address.</summary>
    internal const string ConnectionString = "cache";

    /// <summary>The address.</summary>
    [Setting(
        "REDIS_URL",
        Allowed = "redis://[user:password@]host[:port][/database], rediss:// for TLS, or host:port,password=…",
        IsSecret = true,
        ConnectionString = ConnectionString,
        Default = "none: each replica caches and limits by itself"
    )]
    public string? Url { get; init; }

    /// <summary>The password, where the address has none.</summary>
    [Setting("REDIS_PASSWORD", Allowed = "a password, not an example's", IsSecret = true)]
    public string? Password { get; init; }

    /// <summary>Whether to speak TLS, whatever the address says.</summary>
    [Setting("REDIS_TLS", Default = "as the address says")]
    public bool? Tls { get; init; }

    /// <summary>A file with the authority that has signed Redis' certificate.</summary>
    [Setting("REDIS_TLS_CA", Allowed = CertificateAuthorities.Allowed, Default = "those the machine trusts")]
    public string? TlsCa { get; init; }

    /// <summary>A setting by the name of its property, for faults.</summary>
    internal static Setting Of(string property) => SettingReader.SettingOf<RedisOptions>(property);
}
