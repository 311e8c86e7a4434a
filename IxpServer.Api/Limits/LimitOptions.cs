namespace IxpServer.Api.Limits;

/// <summary>How many requests a caller may make, and from when on it is slowed down.</summary>
[SettingSection("Ixp:Limits")]
public sealed record LimitOptions
{
    private const int Most = 1_000_000_000;

    /// <summary>Whether there are limits at all.</summary>
    [Setting("RATE_LIMIT_ENABLED", Default = "`true` in Production and Staging and where `RATE_LIMIT_MAX` is set")]
    public bool? Enabled { get; init; }

    /// <summary>Requests of one caller in a window, in each group.</summary>
    [Setting("RATE_LIMIT_MAX", Min = 1, Max = Most)]
    public int Max { get; init; } = 1_000;

    /// <summary>Length of a window.</summary>
    [Setting("RATE_LIMIT_WINDOW", Key = "WindowMs", Unit = Unit.Milliseconds, Min = 1_000, Max = 86_400_000)]
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The same as <see cref="Max"/> for renders only.</summary>
    [Setting(Min = 1, Max = Most, Default = "`RATE_LIMIT_MAX`")]
    public int? Render { get; init; }

    /// <summary>For <c>/api</c>.</summary>
    [Setting(Min = 1, Max = Most, Default = "`RATE_LIMIT_MAX`")]
    public int? Admin { get; init; }

    /// <summary>For <c>/api/auth</c>.</summary>
    [Setting(Min = 1, Max = Most, Default = "a tenth of `RATE_LIMIT_MAX`")]
    public int? SignIn { get; init; }

    /// <summary>For <c>/ixp/crawler_content</c>.</summary>
    [Setting(Min = 1, Max = Most, Default = "`RATE_LIMIT_MAX`")]
    public int? Crawl { get; init; }

    /// <summary>The API keys of an account may together make so many times the requests of anybody else.</summary>
    [Setting(Min = 1, Max = 1_000_000)]
    public int KeyFactor { get; init; } = 10;

    /// <summary>
    /// The networks of one site (IPv6 /48), which are a caller each (/64), may together make so many times the requests of one
    /// of them.
    /// </summary>
    [Setting(Min = 1, Max = 65_536)]
    public int SiteFactor { get; init; } = 16;

    /// <summary>
    /// From which request in a window on the next ones are delayed, of <see cref="Max"/> and in proportion in groups
    /// with limits of their own; 0 for never.
    /// </summary>
    [Setting("SLOW_DOWN_AFTER", Min = 0, Max = Most, Default = "half of the limit")]
    public int? SlowDownAfter { get; init; }

    /// <summary>By how much longer each further request is delayed.</summary>
    [Setting("SLOW_DOWN_DELAY", Key = "SlowDownDelayMs", Unit = Unit.Milliseconds, Min = 0, Max = 60_000)]
    public TimeSpan SlowDownDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay.</summary>
    [Setting("SLOW_DOWN_MAX", Key = "SlowDownMaxMs", Unit = Unit.Milliseconds, Min = 0, Max = 60_000)]
    public TimeSpan SlowDownMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests that wait at once in this process; one more is refused.</summary>
    [Setting(Min = 1, Max = 100_000)]
    public int MostDelayed { get; init; } = 200;

    internal static LimitOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.Read<LimitOptions>();
        return options with
        {
            Enabled =
                options.Enabled
                ?? (
                    environment.IsProduction()
                    || environment.IsStaging()
                    || SettingReader.SettingOf<LimitOptions>(nameof(Max)).IsGiven(configuration)
                ),
        };
    }
}
