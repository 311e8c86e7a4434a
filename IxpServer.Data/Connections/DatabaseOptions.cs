using IxpServer.Hosting;
using IxpServer.Hosting.Configuration;

namespace IxpServer.Data.Connections;

/// <summary>Settings of the database. Each has been checked.</summary>
[SettingSection("Ixp:Database")]
public sealed record DatabaseOptions
{
    private const int Day = 86_400;
    private const int Century = 36_500;

    /// <summary>Where PostgreSQL is.</summary>
    [Setting(
        "DATABASE_URL",
        Allowed = "the address of PostgreSQL",
        IsSecret = true,
        ConnectionString = ConnectionReader.ConnectionString,
        Default = "none: an SQLite file"
    )]
    internal string? Url { get; init; }

    /// <summary>Whether TLS is required, or forbidden.</summary>
    [Setting("DATABASE_SSL", Default = "as the address says")]
    internal bool? Ssl { get; init; }

    /// <summary>A file with the authorities that may have signed PostgreSQL's certificate.</summary>
    [Setting("DATABASE_SSL_CA", Allowed = CertificateAuthorities.Allowed, Default = "those the machine trusts")]
    internal string? SslCa { get; init; }

    /// <summary>Connections a pool keeps open.</summary>
    [Setting("DATABASE_POOL_MIN", Min = 0, Max = 1_000)]
    public int PoolMin { get; init; } = 2;

    /// <summary>Connections a pool opens at most.</summary>
    [Setting("DATABASE_POOL_MAX", Min = 1, Max = 1_000)]
    public int PoolMax { get; init; } = 20;

    /// <summary>How long one attempt to connect, or to get a connection of a full pool, may take.</summary>
    [Setting(Key = "ConnectTimeoutSeconds", Unit = Unit.Seconds, Min = 1, Max = Day)]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After how long an idle connection beyond <see cref="PoolMin"/> is closed.</summary>
    [Setting(Key = "IdleTimeoutSeconds", Unit = Unit.Seconds, Min = 1, Max = Day)]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command may take.</summary>
    [Setting(Key = "CommandTimeoutSeconds", Unit = Unit.Seconds, Min = 1, Max = Day)]
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a command is tried again after a passing fault; health checks never retry.
    /// </summary>
    [Setting(Min = 0, Max = 20)]
    public int RetryCount { get; init; } = 5;

    /// <summary>The longest pause between two tries.</summary>
    [Setting(Key = "RetryMaxDelaySeconds", Unit = Unit.Seconds, Min = 1, Max = Day)]
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long one request waits for the database, over all its commands and their retries. What is under way then is
    /// cancelled, which takes a few seconds more where the database hangs.
    /// </summary>
    [Setting(Key = "RequestTimeoutSeconds", Unit = Unit.Seconds, Min = 1, Max = Day)]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long SQLite waits for another writer.</summary>
    [Setting(Key = "BusyTimeoutSeconds", Unit = Unit.Seconds, Min = 1, Max = Day)]
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>SQLite's file.</summary>
    [Setting("DATABASE_FILE")]
    internal string File { get; init; } = "data/ixp.db";

    /// <summary>How long the migration service waits for a database that is still starting.</summary>
    [Setting(Key = "StartTimeoutSeconds", Unit = Unit.Seconds, Min = 0, Max = Day)]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the migration service waits for another one to finish.</summary>
    [Setting(Key = "LockTimeoutSeconds", Unit = Unit.Seconds, Min = 0, Max = Day)]
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many days intent logs may be removed; 0 keeps them.</summary>
    [Setting("LOG_RETENTION_DAYS", Min = 0, Max = Century)]
    public int LogRetentionDays { get; init; }

    /// <summary>
    /// After how many days without a change or a render an account's sessions are removed; 0 keeps them.
    /// </summary>
    [Setting("SESSION_RETENTION_DAYS", Min = 0, Max = Century)]
    public int SessionRetentionDays { get; init; }

    /// <summary>The same for sessions without an account, which anybody can make and nobody can list.</summary>
    [Setting("ANONYMOUS_SESSION_RETENTION_DAYS", Min = 0, Max = Century)]
    public int AnonymousSessionRetentionDays { get; init; } = 30;

    /// <summary>The embedded file's setting, as faults tell it.</summary>
    public static string FileName => SettingReader.SettingOf<DatabaseOptions>(nameof(File)).Name;
}
