namespace IxpServer.Api.Configuration;

/// <summary>Who may read the metrics, and where; whether there are any is a matter of <see cref="TelemetryOptions"/>.</summary>
[SettingSection("Ixp:Metrics")]
internal sealed record MetricsOptions
{
    /// <summary>Whether anything is measured.</summary>
    public bool Enabled { get; init; }

    /// <summary>What a scraper has to show; null when it need not.</summary>
    [Setting(
        "METRICS_TOKEN",
        Allowed = "16 characters or more without spaces, not an example's",
        Check = nameof(IsToken),
        IsSecret = true,
        Default = "none: [private networks](metrics.md#who-may-read-them) may"
    )]
    public string? Token { get; init; }

    /// <summary>The port that has <c>/metrics</c> to itself; null for the server's own.</summary>
    [Setting("METRICS_PORT", Min = 1, Max = 65_535, Default = "none: the server's own")]
    public int? Port { get; init; }

    internal static MetricsOptions Read(IConfiguration configuration) =>
        configuration.Read<MetricsOptions>() with
        {
            Enabled = configuration.Read<TelemetryOptions>().Enabled,
        };

    /// <summary>It stands in a header (RFC 6750, section 2.1).</summary>
    private static bool IsToken(string value) =>
        value.Length >= 16 && value.All(character => character is > ' ' and < '\x7f');
}
