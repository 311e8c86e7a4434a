using System.Diagnostics.Metrics;

namespace IxpServer.Api.Telemetry;

/// <summary>
/// Upper bounds of histograms, in seconds: the deployment guide's, and finer ones below 100 ms, since most answers take
/// less than one millisecond.
/// </summary>
internal static class Buckets
{
    private static readonly double[] Fine = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05];

    /// <summary>For requests.</summary>
    internal static readonly InstrumentAdvice<double> Requests = new()
    {
        HistogramBucketBoundaries = [.. Fine, 0.1, 0.3, 0.5, 0.7, 1, 3, 5, 7, 10],
    };

    /// <summary>For intents, and what is done for them.</summary>
    internal static readonly InstrumentAdvice<double> Intents = new()
    {
        HistogramBucketBoundaries = [.. Fine, 0.1, 0.5, 1, 2, 5, 10],
    };
}
