using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IxpServer.Api.Operations.Health;

/// <summary>The answer of <c>GET /ixp/health</c>.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Service">The product's name.</param>
/// <param name="Version">The server's version.</param>
/// <param name="Timestamp">Now.</param>
/// <param name="Uptime">Seconds since start.</param>
/// <param name="Checks">What was looked at.</param>
public sealed record HealthBody(
    string Status,
    string Service,
    string Version,
    string Timestamp,
    double Uptime,
    IReadOnlyDictionary<string, HealthCheckBody> Checks
)
{
    internal const string Healthy = "healthy";
    internal const string Degraded = "degraded";
    internal const string Unhealthy = "unhealthy";
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Status"><c>pass</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Message">In words.</param>
public sealed record HealthCheckBody(string Status, string Message)
{
    internal const string Pass = "pass";
    internal const string Warn = "warn";
    internal const string Fail = "fail";

    /// <summary>What a health check says, in the protocol's words.</summary>
    internal static HealthCheckBody Of(HealthStatus status, string message) =>
        new(
            status switch
            {
                HealthStatus.Healthy => Pass,
                HealthStatus.Degraded => Warn,
                _ => Fail,
            },
            message
        );
}

/// <summary>The answer of <c>GET /health</c> (deployment guide, "Application Monitoring").</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>: the worst of the checks.</param>
/// <param name="Timestamp">Now.</param>
/// <param name="Version">The server's version, for those who may see details.</param>
/// <param name="Uptime">Seconds since start, for those who may see details.</param>
/// <param name="Checks">What was looked at.</param>
public sealed record ServerHealthBody(
    string Status,
    string Timestamp,
    string? Version,
    double? Uptime,
    IReadOnlyDictionary<string, ServerCheckBody> Checks
);

/// <summary>One thing that was looked at. All but the status is for those who may see details.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Message">What is wrong, in words.</param>
/// <param name="DurationMs">How long the check took, in milliseconds.</param>
public sealed record ServerCheckBody(string Status, string? Message = null, double? DurationMs = null)
{
    /// <summary>What the check has measured, such as <c>heapUsed</c> in bytes.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Figures { get; set; }
}

/// <summary>The answer of <c>GET /ixp/metrics</c>.</summary>
public sealed record MetricsBody(
    RequestCounts Requests,
    PerformanceFigures Performance,
    ErrorCounts Errors,
    double Uptime,
    string Timestamp
);

/// <summary>How many requests were answered.</summary>
/// <param name="Total">All of them.</param>
/// <param name="ByIntent">Renders by intent.</param>
/// <param name="ByStatus">By class, such as <c>2xx</c>.</param>
public sealed record RequestCounts(
    long Total,
    IReadOnlyDictionary<string, long> ByIntent,
    IReadOnlyDictionary<string, long> ByStatus
);

/// <summary>How long requests took, in milliseconds.</summary>
public sealed record PerformanceFigures(double AverageResponseTime, double P95ResponseTime, double P99ResponseTime);

/// <summary>How many requests failed.</summary>
/// <param name="Total">All of them.</param>
/// <param name="ByType">By the protocol's code.</param>
public sealed record ErrorCounts(long Total, IReadOnlyDictionary<string, long> ByType);
