using System.Diagnostics.Metrics;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Rendering.Data;

/// <summary>How data providers answer, as metrics (meter <c>IxpServer.DataProviders</c>).</summary>
public sealed class DataProviderMetrics
{
    internal const string MeterName = "IxpServer.DataProviders";

    /// <summary>Providers told apart; the ones met after that are one series, <c>other</c>.</summary>
    private const int MostProviders = 100;

    private readonly BoundedNames _providers = new(MostProviders);
    private readonly Histogram<double> _durations;

    /// <summary>Registers the instrument.</summary>
    public DataProviderMetrics(IMeterFactory meters) =>
        _durations = meters
            .Create(MeterName)
            .CreateHistogram(
                "ixp.data_provider.duration",
                "s",
                "How long data providers took, by provider and outcome (success, failure, timeout)",
                tags: null,
                Buckets.Intents
            );

    internal void Record(string provider, string outcome, TimeSpan took)
    {
        if (_durations.Enabled)
        {
            _durations.Record(
                took.TotalSeconds,
                new("provider", _providers.Get(provider)),
                new KeyValuePair<string, object?>("outcome", outcome)
            );
        }
    }
}
