namespace IxpServer.Api.Limits;

/// <summary>What holds for one kind of caller in one group.</summary>
internal sealed record LimitPolicy
{
    /// <summary>Permits that are leased at once are at most this share of the limit…</summary>
    private const int LeaseShare = 50;

    /// <summary>…and at first at most so many.</summary>
    private const int UsualLease = 20;

    internal required LimitGroup Group { get; init; }

    internal string Name => NameOf(Group);

    /// <summary>Requests in a window.</summary>
    internal required int Max { get; init; }

    internal required TimeSpan Window { get; init; }

    /// <summary>Requests in a window before the next ones are delayed; null when none is.</summary>
    internal int? SlowAfter { get; init; }

    /// <summary>
    /// Permits that a replica takes from the shared count at once, and again when half of them are used. Those it does
    /// not use are lost to the others for the rest of the window: this is what the limit is inexact by, downwards.
    /// </summary>
    internal int Lease => Math.Clamp(Max / LeaseShare, 1, UsualLease);

    /// <summary>What a lease may grow to for a caller that uses them up faster than they come.</summary>
    internal int MaxLease => Math.Max(1, Max / LeaseShare);

    /// <summary>The header <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers-10, section 3).</summary>
    internal string Header { get; private init; } = "";

    /// <summary>What headers and metrics call a group.</summary>
    internal static string NameOf(LimitGroup group) =>
        group switch
        {
            LimitGroup.Render => "render",
            LimitGroup.Admin => "admin",
            LimitGroup.SignIn => "sign-in",
            LimitGroup.Crawl => "crawl",
            _ => "other",
        };

    internal static LimitPolicy Of(LimitOptions options, LimitGroup group, CallerKind kind)
    {
        long own = group switch
        {
            LimitGroup.Render => options.Render ?? options.Max,
            LimitGroup.Admin => options.Admin ?? options.Max,
            LimitGroup.SignIn => options.SignIn ?? Math.Max(1, options.Max / 10),
            LimitGroup.Crawl => options.Crawl ?? options.Max,
            _ => options.Max,
        };
        var factor = kind switch
        {
            CallerKind.Keys => options.KeyFactor,
            CallerKind.Site => options.SiteFactor,
            _ => 1,
        };
        var max = (int)Math.Min(int.MaxValue, own * factor);
        return new LimitPolicy
        {
            Group = group,
            Max = max,
            Window = options.Window,
            SlowAfter =
                kind is CallerKind.Keys or CallerKind.Site
                || options.SlowDownAfter is 0
                || options.SlowDownDelay == TimeSpan.Zero
                    ? null
                : options.SlowDownAfter is { } after ? (int)Math.Max(1, after * own / options.Max)
                : Math.Max(1, max / 2),
            Header = $"\"{NameOf(group)}\";q={max};w={Math.Ceiling(options.Window.TotalSeconds):0}",
        };
    }
}
