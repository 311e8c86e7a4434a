using System.Diagnostics;
using System.Text.Json;
using IxpServer.Api.Registry;
using IxpServer.Api.Rendering.Data;
using IxpServer.Api.Sessions;

namespace IxpServer.Api.Rendering;

/// <summary>Turns an intent with parameters into what to mount.</summary>
internal sealed class RenderService(
    IntentResolver resolver,
    IntentDataService data,
    SessionLookup lookup,
    AnswerWriter answers
)
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("{}");

    /// <summary>Renders one request. Give the answer's buffer back with <see cref="Return"/>.</summary>
    /// <param name="body">The request as parsed.</param>
    /// <param name="origin">The <c>Origin</c> header; null when the request had none.</param>
    /// <param name="sessions">The sessions that the request may use.</param>
    /// <param name="cancel">Ends the wait for data.</param>
    public ValueTask<RenderOutcome> RenderAsync(
        JsonElement body,
        string? origin,
        RenderSessions sessions,
        CancellationToken cancel
    ) =>
        RenderSpans.IsOn
            ? TraceAsync(body, origin, sessions, cancel)
            : RenderStagesAsync(body, origin, sessions, cancel);

    private async ValueTask<RenderOutcome> TraceAsync(
        JsonElement body,
        string? origin,
        RenderSessions sessions,
        CancellationToken cancel
    )
    {
        using var span = RenderSpans.StartRender();
        var outcome = await RenderStagesAsync(body, origin, sessions, cancel);
        RenderSpans.End(span, outcome);
        return outcome;
    }

    /// <summary>Gives an answer's buffer back to the pool.</summary>
    public void Return(in RenderOutcome outcome) => answers.Return(outcome);

    private ValueTask<RenderOutcome> RenderStagesAsync(
        JsonElement body,
        string? origin,
        RenderSessions sessions,
        CancellationToken cancel
    )
    {
        var startedAt = Stopwatch.GetTimestamp();
        var resolved = resolver.Resolve(body, origin, out var request, out var refused);
        var resolvedAt = Stopwatch.GetTimestamp();
        if (resolved is null)
        {
            return new(refused with { Stages = new(resolvedAt - startedAt, 0, 0, 0, 0) });
        }

        var intent = resolved.Intent;
        var parameters = request.Parameters.ValueKind is JsonValueKind.Undefined ? NoParameters : request.Parameters;
        var faults = IntentResolver.FindFaults(resolved, request, parameters);
        var stages = new RenderStages(resolvedAt - startedAt, Stopwatch.GetTimestamp() - resolvedAt, 0, 0, 0);
        if (faults is not null)
        {
            return new(RenderOutcome.Failed(resolved, faults) with { Stages = stages });
        }

        return request.SessionId is { } session
                ? RenderInSessionAsync(resolved, parameters, request.Options, session, sessions, stages, cancel)
            : intent.DataProvider is null ? new(answers.Write(resolved, parameters, null, request.Options, stages))
            : RenderWithDataAsync(resolved, parameters, request.Options, null, stages, cancel);
    }

    /// <summary>
    /// A session that cannot be looked up because the database is away is no reason to refuse the render: it goes
    /// without what the session holds.
    /// </summary>
    private async ValueTask<RenderOutcome> RenderInSessionAsync(
        ResolvedIntent resolved,
        JsonElement parameters,
        JsonElement? options,
        Guid id,
        RenderSessions sessions,
        RenderStages stages,
        CancellationToken cancel
    )
    {
        var intent = resolved.Intent;
        var startedAt = Stopwatch.GetTimestamp();
        var session = await sessions.FindAsync(lookup, id, intent.ReadsSession, cancel);
        stages = stages with { Session = Stopwatch.GetTimestamp() - startedAt };
        if (session.Error is { } error)
        {
            return RenderOutcome.Failed(resolved, error) with { Stages = stages };
        }

        var values =
            intent is { ReadsSession: true, DataProvider: { } provider } && session.IsKnown
                ? SessionValues.Pick(id, session.Context, provider)
                : null;
        var outcome = intent.DataProvider is null
            ? answers.Write(resolved, parameters, null, options, stages)
            : await RenderWithDataAsync(resolved, parameters, options, values, stages, cancel);
        return session.IsKnown ? outcome.InSession(id) : outcome;
    }

    private async ValueTask<RenderOutcome> RenderWithDataAsync(
        ResolvedIntent resolved,
        JsonElement parameters,
        JsonElement? options,
        SessionValues? session,
        RenderStages stages,
        CancellationToken cancel
    )
    {
        var startedAt = Stopwatch.GetTimestamp();
        var shaped = answers.Shape(resolved.Intent, parameters);
        if (shaped.Error is { } tooLarge)
        {
            return RenderOutcome.Failed(resolved, tooLarge) with { Stages = stages };
        }

        IntentData found;
        using (RenderSpans.StartData(resolved.Intent.DataProvider!.DisplayName))
        {
            found =
                resolved.Intent.ReadsSession && session is null
                    ? IntentDataService.WithoutData(resolved.Intent.DataProvider, DataFailure.MissingValue)
                    : await data.GetAsync(resolved, shaped.Value, session, cancel);
        }

        stages = stages with { Data = Stopwatch.GetTimestamp() - startedAt };
        return found.Error is { } error
            ? RenderOutcome.Failed(resolved, error) with
            {
                Stages = stages,
            }
            : answers.Write(resolved, parameters, found, options, stages);
    }
}
