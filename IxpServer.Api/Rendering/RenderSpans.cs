using System.Diagnostics;
using IxpServer.Api.Telemetry;

namespace IxpServer.Api.Rendering;

/// <summary>The spans of a render: <c>ixp.render</c>, and in it one for each stage that it came to.</summary>
internal static class RenderSpans
{
    private const string Render = "ixp.render";
    private const string Resolve = "ixp.render.resolve";
    private const string Validate = "ixp.render.validate";
    private const string Data = "ixp.render.data";
    private const string Props = "ixp.render.props";

    /// <summary>
    /// Whether a span of this request would be kept. If not, none is started: most requests of a sampled server are not kept, and a
    /// span that is only thrown away costs as much as a stage.
    /// </summary>
    internal static bool IsOn => ServerTelemetry.Activities.HasListeners() && Activity.Current is { Recorded: true };

    internal static Activity? StartRender() => ServerTelemetry.Activities.StartActivity(Render);

    /// <summary>Finding the intent and its component.</summary>
    internal static Activity? StartResolve() => IsOn ? ServerTelemetry.Activities.StartActivity(Resolve) : null;

    /// <summary>Checking the parameters against their schema.</summary>
    internal static Activity? StartValidate() => IsOn ? ServerTelemetry.Activities.StartActivity(Validate) : null;

    /// <summary>Getting the data, from the cache or the provider.</summary>
    internal static Activity? StartData(string provider) =>
        IsOn ? ServerTelemetry.Activities.StartActivity(Data)?.SetTag("ixp.provider", provider) : null;

    /// <summary>Writing the props, and checking them against the component's schema.</summary>
    internal static Activity? StartProps() => IsOn ? ServerTelemetry.Activities.StartActivity(Props) : null;

    /// <summary>What came of a render. A caller's mistake is no failure of the server's.</summary>
    internal static void End(Activity? span, in RenderOutcome outcome)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        if (outcome.Resolved is { Intent: { } intent })
        {
            span.SetTag("ixp.intent", intent.Name).SetTag("ixp.intent.version", intent.Version.ToString());
        }

        if (outcome.Error is { } error)
        {
            span.SetTag("error.type", error.Code);
            if (error.Status >= StatusCodes.Status500InternalServerError)
            {
                span.SetStatus(ActivityStatusCode.Error, error.Message);
            }
        }
        else if (outcome.IsDegraded)
        {
            span.SetTag("ixp.degraded", true);
        }
    }
}
