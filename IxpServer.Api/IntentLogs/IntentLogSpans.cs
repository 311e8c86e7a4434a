using System.Diagnostics;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// The span of a batch's write, which links to the requests whose rows it has: they have been answered by then, so it can
/// be part of none of their traces.
/// </summary>
internal static class IntentLogSpans
{
    internal const string SourceName = "IxpServer.IntentLogs";

    /// <summary>Links of one span; exporters of OpenTelemetry send no more either unless told to.</summary>
    private const int MostLinks = 128;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Keeps the context of the request that a row is of, if that is traced.</summary>
    internal static void Link(ref List<ActivityLink>? requests)
    {
        if (Activity.Current is { Recorded: true } request && Source.HasListeners())
        {
            requests ??= [];
            if (requests.Count < MostLinks)
            {
                requests.Add(new ActivityLink(request.Context));
            }
        }
    }

    /// <summary>Starts the span; none for a batch without traced requests.</summary>
    internal static Activity? StartWrite(QueuedBatch batch) =>
        batch.Requests is { } requests
            ? Source
                .StartActivity(
                    ActivityKind.Internal,
                    default(ActivityContext),
                    links: requests,
                    name: "ixp.intent_logs.write"
                )
                ?.SetTag("ixp.rows", batch.Rows.Count)
            : null;
}
