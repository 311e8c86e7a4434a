using System.Diagnostics.Metrics;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Rendering;

/// <summary>How long renders take, by intent.</summary>
public sealed class IntentMetrics
{
    /// <summary>On <c>/metrics</c> it has the deployment guide's name.</summary>
    internal const string DurationName = "ixp.intent.processing.duration";

    internal const string IntentType = "intent_type";
    internal const string IsSuccess = "success";
    internal const string Succeeded = "true";

    /// <summary>Intents told apart; the ones met after that are one series, <c>other</c>.</summary>
    internal const int MaxIntents = 200;

    /// <summary>Stands for every name that the registry does not know: anybody can make up names.</summary>
    private const string Unknown = "unknown";

    private static readonly KeyValuePair<string, object?> Success = new(IsSuccess, Succeeded);
    private static readonly KeyValuePair<string, object?> Failure = new(IsSuccess, "false");

    private readonly BoundedNames _intents = new(MaxIntents);
    private readonly Histogram<double> _durations;

    /// <summary>Registers the instrument.</summary>
    public IntentMetrics(IMeterFactory meters) =>
        _durations = meters
            .Create(ServerTelemetry.Name)
            .CreateHistogram(
                DurationName,
                "s",
                "Duration of intent processing in seconds",
                tags: null,
                Buckets.Intents
            );

    /// <summary>Counts a render.</summary>
    internal void Record(in RenderOutcome outcome, TimeSpan took)
    {
        var name = outcome.Resolved is { } resolved ? _intents.Get(resolved.Intent.Name) : Unknown;
        _durations.Record(took.TotalSeconds, new(IntentType, name), outcome.Error is null ? Success : Failure);
    }
}
