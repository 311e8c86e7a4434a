using System.Diagnostics.Metrics;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Rendering.Data;

/// <summary>How data providers answer, as metrics.</summary>
public sealed class DataProviderMetrics
{
    /// <summary>Providers told apart; the ones met after that are one series, <c>other</c>.</summary>
    private const int MaxProviders = 100;

    private readonly BoundedNames _providers = new(MaxProviders);
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _failures;

    /// <summary>Registers the instruments.</summary>
    public DataProviderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ServerTelemetry.Name);
        _durations = meter.CreateHistogram(
            "ixp.data_provider.duration",
            "s",
            "How long data providers took, by provider and outcome (success, failure, timeout, error)",
            tags: null,
            Buckets.Intents
        );
        _failures = meter.CreateCounter<long>(
            "ixp.data_provider.failures",
            "{failure}",
            "Requests to data providers that gave no data, by provider and reason"
        );
    }

    internal void Record(string provider, DataFailure? failure, TimeSpan took)
    {
        if (!_durations.Enabled && !_failures.Enabled)
        {
            return;
        }

        var name = new KeyValuePair<string, object?>("provider", _providers.Get(provider));
        _durations.Record(took.TotalSeconds, name, new("outcome", Outcome(failure)));
        if (failure is { } reason)
        {
            _failures.Add(1, name, new("reason", reason.Code()));
        }
    }

    private static string Outcome(DataFailure? failure) =>
        failure switch
        {
            null => "success",
            DataFailure.Timeout => "timeout",
            DataFailure.InternalError => "error",
            _ => "failure",
        };
}
