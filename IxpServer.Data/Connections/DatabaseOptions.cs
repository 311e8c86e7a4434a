namespace IxpServer.Data.Connections;

/// <summary>Settings of the database, section <c>Ixp:Database</c>. Each has been checked.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ixp:Database";

    /// <summary>Connections a pool keeps open (DATABASE_POOL_MIN).</summary>
    public int PoolMin { get; init; } = 2;

    /// <summary>Connections a pool opens at most (DATABASE_POOL_MAX).</summary>
    public int PoolMax { get; init; } = 20;

    /// <summary>How long one attempt to connect, or to get a connection of a full pool, may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After how long an idle connection beyond <see cref="PoolMin"/> is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command may take.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a command is tried again after a passing fault; health checks never retry.
    /// </summary>
    public int RetryCount { get; init; } = 5;

    /// <summary>The longest pause between two tries.</summary>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long one request waits for the database, over all its commands and their retries. What is under way then is
    /// cancelled, which takes a few seconds more where the database hangs.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long SQLite waits for another writer.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the migration service waits for a database that is still starting.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the migration service waits for another one to finish.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many days intent logs may be removed (LOG_RETENTION_DAYS); 0 keeps them.</summary>
    public int LogRetentionDays { get; init; }

    /// <summary>
    /// After how many days without a change or a render an account's sessions are removed (SESSION_RETENTION_DAYS);
    /// 0 keeps them.
    /// </summary>
    public int SessionRetentionDays { get; init; }

    /// <summary>
    /// The same for sessions without an account (ANONYMOUS_SESSION_RETENTION_DAYS), which anybody can make and nobody
    /// can list.
    /// </summary>
    public int AnonymousSessionRetentionDays { get; init; } = 30;
}
