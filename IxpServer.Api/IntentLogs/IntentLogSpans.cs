using System.Diagnostics;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.IntentLogs;

/// <summary>
/// The span of a batch's write. Where it has the rows of one traced request, it is part of that one's trace, which then tells
/// the whole way of a render; where it has more, it can be part of one only, and is of its own, with a link to each.
/// </summary>
internal static class IntentLogSpans
{
    /// <summary>Links of one span; exporters of OpenTelemetry send no more either unless told to.</summary>
    private const int MaxLinks = 128;

    /// <summary>Keeps the context of the request that a row is of, if that is traced.</summary>
    internal static void Link(ref List<ActivityLink>? requests)
    {
        if (Activity.Current is { Recorded: true } request && ServerTelemetry.Activities.HasListeners())
        {
            requests ??= [];
            if (requests.Count < MaxLinks)
            {
                requests.Add(new ActivityLink(request.Context));
            }
        }
    }

    /// <summary>Starts the span; none for a batch without traced requests.</summary>
    internal static Activity? StartWrite(QueuedBatch batch) =>
        batch.Requests switch
        {
            null => null,
            [var only] => Start(only.Context, [], batch),
            var all => Start(default, all, batch),
        };

    private static Activity? Start(ActivityContext parent, List<ActivityLink> links, QueuedBatch batch) =>
        ServerTelemetry
            .Activities.StartActivity(ActivityKind.Internal, parent, links: links, name: "ixp.intent_logs.write")
            ?.SetTag("ixp.rows", batch.Rows.Count);
}
