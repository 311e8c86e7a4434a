using System.Diagnostics.Metrics;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Limits;

/// <summary>What the limits did, as metrics (meter <c>IxpServer.Limits</c>).</summary>
internal sealed class LimitMetrics
{
    internal const string MeterName = "IxpServer.Limits";

    private readonly FixedCounter _refused;
    private readonly FixedCounter _delayed;

    public LimitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        var groups = Enum.GetValues<LimitGroup>().Select(LimitPolicy.NameOf).ToArray();
        _refused = new(meter, "ixp.limits.refused", "{request}", "Requests answered 429, by group", "group", groups);
        _delayed = new(meter, "ixp.limits.delayed", "{request}", "Requests slowed down, by group", "group", groups);
    }

    internal void CountRefused(LimitGroup group) => _refused.Add((int)group);

    internal void CountDelayed(LimitGroup group) => _delayed.Add((int)group);
}
