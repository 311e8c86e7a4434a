namespace IxpServer.Api.Configuration;

/// <summary>Settings of the metrics, section <c>Ixp:Metrics</c>.</summary>
internal sealed record MetricsOptions
{
    internal const string Section = "Ixp:Metrics";

    /// <summary>Whether anything is measured (METRICS_ENABLED).</summary>
    internal required bool Enabled { get; init; }

    /// <summary>What a scraper has to show (METRICS_TOKEN); null when it need not.</summary>
    internal string? Token { get; init; }

    /// <summary>The port that has <c>/metrics</c> to itself (METRICS_PORT); null for the server's own.</summary>
    internal int? Port { get; init; }

    internal static MetricsOptions Read(IConfiguration configuration) =>
        new()
        {
            Enabled = configuration.IsMetricsEnabled(),
            Token = configuration[$"{Section}:Token"] is { Length: > 0 } token ? token : null,
            Port = configuration.GetValue<int?>($"{Section}:Port"),
        };
}
