using System.Diagnostics.Metrics;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Limits;

/// <summary>What the limits did, as metrics.</summary>
internal sealed class LimitMetrics
{
    private readonly Meter _meter;
    private readonly FixedCounter _refused;
    private readonly FixedCounter _delayed;
    private readonly FixedCounter _connections;
    private readonly FixedCounter _bodies;

    public LimitMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(ServerTelemetry.Name);
        var groups = Enum.GetValues<LimitGroup>().Select(LimitPolicy.NameOf).ToArray();
        _refused = new(meter, "ixp.limits.refused", "{request}", "Requests answered 429, by group", "group", groups);
        _delayed = new(meter, "ixp.limits.delayed", "{request}", "Requests slowed down, by group", "group", groups);
        _connections = new(
            meter,
            "ixp.limits.connections_refused",
            "{connection}",
            "Connections closed before their first request, by reason",
            "reason",
            ReasonNames
        );
        _bodies = new(
            meter,
            "ixp.limits.bodies_refused",
            "{request}",
            "Requests answered 503 since large bodies had all the memory that they may, by what it was wanted for",
            "stage",
            "receive",
            "parse"
        );
    }

    /// <summary>What metrics and the log call the reasons.</summary>
    internal static string[] ReasonNames { get; } = ["all", "address", "silent"];

    /// <summary>Adds the gauge of the memory that large bodies have.</summary>
    /// <param name="bytes">Tells it.</param>
    internal void ObserveBodies(Func<long> bytes) =>
        _meter.CreateObservableGauge(
            "ixp.limits.body_memory",
            bytes,
            "By",
            "Memory that large bodies have of what they may"
        );

    internal void CountRefused(ConnectionRefusal reason) => _connections.Add((int)reason);

    internal void CountRefusedBody(bool isReceived) => _bodies.Add(isReceived ? 1 : 0);

    internal void CountRefused(LimitGroup group) => _refused.Add((int)group);

    internal void CountDelayed(LimitGroup group) => _delayed.Add((int)group);
}
