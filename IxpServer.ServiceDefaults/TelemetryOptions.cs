using IxpServer.Hosting.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>What of the telemetry OpenTelemetry's own settings do not say.</summary>
[SettingSection("Ixp:Metrics")]
public sealed class TelemetryOptions
{
    /// <summary>Whether metrics are gathered at all.</summary>
    [Setting("METRICS_ENABLED")]
    public bool Enabled { get; init; } = true;
}
