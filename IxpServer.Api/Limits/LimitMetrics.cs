using System.Diagnostics.Metrics;

namespace IxpServer.Api.Limits;

/// <summary>What the limits did, as metrics (meter <c>IxpServer.Limits</c>).</summary>
internal sealed class LimitMetrics
{
    internal const string MeterName = "IxpServer.Limits";

    private readonly Counter<long> _refused;
    private readonly Counter<long> _delayed;

    public LimitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _refused = meter.CreateCounter<long>("ixp.limits.refused", "{request}", "Requests answered 429, by group");
        _delayed = meter.CreateCounter<long>("ixp.limits.delayed", "{request}", "Requests slowed down, by group");
    }

    internal void CountRefused(string group) => _refused.Add(1, new KeyValuePair<string, object?>("group", group));

    internal void CountDelayed(string group) => _delayed.Add(1, new KeyValuePair<string, object?>("group", group));
}
