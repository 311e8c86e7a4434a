namespace IxpServer.Api.Limits;

/// <summary>Section <c>Ixp:Limits</c>: how many requests a caller may make, and from when on it is slowed down.</summary>
public sealed class LimitOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Ixp:Limits";

    /// <summary>
    /// Whether there are limits at all (alias <c>RATE_LIMIT_ENABLED</c>); null for yes in Production and Staging, and
    /// wherever <see cref="Max"/> is given.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>Requests of one caller in a window, in each group (alias <c>RATE_LIMIT_MAX</c>); null for 1,000.</summary>
    public int? Max { get; set; }

    /// <summary>Length of a window in milliseconds (alias <c>RATE_LIMIT_WINDOW</c>).</summary>
    public int WindowMs { get; set; } = 900_000;

    /// <summary>The same as <see cref="Max"/> for renders only.</summary>
    public int? Render { get; set; }

    /// <summary>For <c>/api</c>.</summary>
    public int? Admin { get; set; }

    /// <summary>For <c>/api/auth</c>; null for a tenth of <see cref="Max"/>.</summary>
    public int? SignIn { get; set; }

    /// <summary>For <c>/ixp/crawler_content</c>.</summary>
    public int? Crawl { get; set; }

    /// <summary>The API keys of an account may together make so many times the requests of anybody else.</summary>
    public int KeyFactor { get; set; } = 10;

    /// <summary>
    /// The networks of one site (IPv6 /48), which are a caller each (/64), may together make so many times the requests of one
    /// of them.
    /// </summary>
    public int SiteFactor { get; set; } = 16;

    /// <summary>
    /// From which request in a window on the next ones are delayed, of <see cref="Max"/> and in proportion in groups
    /// with limits of their own (alias <c>SLOW_DOWN_AFTER</c>); null for half, 0 for never.
    /// </summary>
    public int? SlowDownAfter { get; set; }

    /// <summary>By how much longer each further request is delayed, in milliseconds (alias <c>SLOW_DOWN_DELAY</c>).</summary>
    public int SlowDownDelayMs { get; set; } = 500;

    /// <summary>The longest delay in milliseconds (alias <c>SLOW_DOWN_MAX</c>).</summary>
    public int SlowDownMaxMs { get; set; } = 5_000;

    /// <summary>Requests that wait at once in this process; one more is refused.</summary>
    public int MostDelayed { get; set; } = 200;

    /// <summary><see cref="Max"/> or what holds without it.</summary>
    internal int Base => Max ?? 1_000;
}
