using System.Diagnostics;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;
using IxpServer.Api.Rendering.Data;
using IxpServer.Api.Sessions;
using Microsoft.Extensions.ObjectPool;

namespace IxpServer.Api.Rendering;

/// <summary>Turns an intent with parameters into what to mount.</summary>
public sealed partial class RenderService(
    RegistryStore registry,
    IntentDataService data,
    SessionLookup lookup,
    RequestMetrics metrics,
    ObjectPool<RenderBuffer> buffers,
    ILogger<RenderService> logger
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

    private ValueTask<RenderOutcome> RenderStagesAsync(
        JsonElement body,
        string? origin,
        RenderSessions sessions,
        CancellationToken cancel
    )
    {
        var startedAt = Stopwatch.GetTimestamp();
        var resolved = Resolve(body, origin, out var request, out var refused);
        var resolvedAt = Stopwatch.GetTimestamp();
        if (resolved is null)
        {
            return new(refused with { Stages = new(resolvedAt - startedAt, 0, 0, 0, 0) });
        }

        var intent = resolved.Intent;
        var parameters = request.Parameters.ValueKind is JsonValueKind.Undefined ? NoParameters : request.Parameters;
        var faults = FindParameterFaults(intent, parameters) ?? FindObstacle(resolved, request);
        var stages = new RenderStages(resolvedAt - startedAt, Stopwatch.GetTimestamp() - resolvedAt, 0, 0, 0);
        if (faults is not null)
        {
            return new(RenderOutcome.Failed(resolved, faults) with { Stages = stages });
        }

        metrics.CountIntent(intent.Name);
        return request.SessionId is { } session
                ? RenderInSessionAsync(resolved, parameters, request.Options, session, sessions, stages, cancel)
            : intent.DataProvider is null ? new(Answer(resolved, parameters, null, request.Options, stages))
            : RenderWithDataAsync(resolved, parameters, request.Options, null, stages, cancel);
    }

    /// <summary>Why the intent cannot be rendered, though the parameters are well.</summary>
    private static IxpError? FindObstacle(ResolvedIntent resolved, in RenderRequest request)
    {
        var intent = resolved.Intent;
        return resolved.Component is null ? IxpError.ComponentNotFound(intent.Component)
            : request.SessionId is null && intent is { ReadsSession: true, DataProvider.Required: true }
                ? IxpError.InvalidRequest($"Intent '{intent.Name}' reads its session: send context.sessionId")
            : null;
    }

    /// <summary>Gives an answer's buffer back to the pool.</summary>
    public void Return(in RenderOutcome outcome)
    {
        if (outcome.Buffer is { } buffer)
        {
            buffers.Return(buffer);
        }
    }

    /// <summary>What is asked for; null when it is not to be had, and why.</summary>
    private ResolvedIntent? Resolve(
        JsonElement body,
        string? origin,
        out RenderRequest request,
        out RenderOutcome refused
    )
    {
        using var span = RenderSpans.StartResolve();
        refused = default;
        if (RenderRequest.Read(body, out request) is { } malformed)
        {
            refused = malformed;
            return null;
        }

        var snapshot = registry.Current;
        var resolved = snapshot.FindResolved(request.Name, request.Range);
        if (resolved is null)
        {
            var known = request.Range is not null && snapshot.FindIntent(request.Name) is not null;
            refused = IxpError.IntentNotSupported(request.Name, known ? request.RangeText : null);
            return null;
        }

        if (origin is not null && resolved.Component is { } guarded && !guarded.Allows(origin))
        {
            refused = RenderOutcome.Failed(resolved, IxpError.OriginNotAllowed(origin, guarded.Name));
            return null;
        }

        return resolved;
    }

    private static IxpError? FindParameterFaults(IntentDefinition intent, JsonElement parameters)
    {
        using var span = RenderSpans.StartValidate();
        return intent.Parameters.IsValid(parameters)
            ? null
            : ParameterFaults.ToError(
                intent.Parameters.Validate(parameters).Faults,
                intent.Json.GetProperty("parameters")
            );
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
            ? Answer(resolved, parameters, null, options, stages)
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
        IntentData found;
        using (RenderSpans.StartData(resolved.Intent.DataProvider!.DisplayName))
        {
            found =
                resolved.Intent.ReadsSession && session is null
                    ? IntentDataService.WithoutData(resolved.Intent.DataProvider)
                    : await data.GetAsync(resolved.Intent, Shape(resolved.Intent, parameters), session, cancel);
        }

        stages = stages with { Data = Stopwatch.GetTimestamp() - startedAt };
        return found.Error is { } error
            ? RenderOutcome.Failed(resolved, error) with
            {
                Stages = stages,
            }
            : Answer(resolved, parameters, found, options, stages);
    }

    private RenderOutcome Answer(
        ResolvedIntent resolved,
        JsonElement parameters,
        IntentData? found,
        JsonElement? options,
        RenderStages stages
    )
    {
        var startedAt = Stopwatch.GetTimestamp();
        var outcome = Answer(resolved, parameters, found, options);
        return outcome with { Stages = stages with { Props = Stopwatch.GetTimestamp() - startedAt } };
    }

    private RenderOutcome Answer(
        ResolvedIntent resolved,
        JsonElement parameters,
        IntentData? found,
        JsonElement? options
    )
    {
        using var span = RenderSpans.StartProps();
        var buffer = buffers.Get();
        buffer.Write(resolved.BeforeProps.Span);
        WriteProps(buffer, resolved.Intent, parameters, found?.Props, options);
        if (FindPropsFault(resolved, buffer.Written[resolved.BeforeProps.Length..]) is { } faults)
        {
            buffers.Return(buffer);
            if (options is not null && Answer(resolved, parameters, found, null) is { Error: null } without)
            {
                Return(without);
                return RenderOutcome.Failed(
                    resolved,
                    IxpError.InvalidRequest(
                        $"options do not satisfy the propsSchema of component '{resolved.Component!.Name}'"
                    )
                );
            }

            LogBrokenProps(resolved.Component!.Name, resolved.Intent.Name, faults);
            return RenderOutcome.Failed(
                resolved,
                found is { IsDegraded: true }
                    ? IntentDataService.Failed(resolved.Intent.DataProvider!)
                    : new IxpError(
                        StatusCodes.Status500InternalServerError,
                        "COMPONENT_VALIDATION_FAILED",
                        $"The props resolved for component '{resolved.Component.Name}' do not satisfy its propsSchema"
                    )
            );
        }

        var propsEnd = buffer.Written.Length;
        buffer.Write(resolved.AfterProps.Span);
        found?.WriteMembers(buffer);
        buffer.Write("}"u8);
        return RenderOutcome.Answer(resolved, buffer, propsEnd, found is { IsDegraded: true });
    }

    private void WriteProps(
        RenderBuffer buffer,
        IntentDefinition intent,
        JsonElement parameters,
        JsonElement? provided,
        JsonElement? options
    )
    {
        if (provided is null && options is null)
        {
            intent.Parameters.WriteShaped(buffer.Json, parameters);
        }
        else
        {
            Props.WriteMerged(buffer.Json, Shape(intent, parameters), provided, options);
        }

        buffer.EndJson();
    }

    /// <summary>
    /// The parameters with defaults, as a value of its own: a provider may go on reading it for others when this
    /// caller has gone.
    /// </summary>
    private JsonElement Shape(IntentDefinition intent, JsonElement parameters)
    {
        var buffer = buffers.Get();
        intent.Parameters.WriteShaped(buffer.Json, parameters);
        buffer.EndJson();
        var shaped = JsonElement.Parse(buffer.Written.Span);
        buffers.Return(buffer);
        return shaped;
    }

    private static string? FindPropsFault(ResolvedIntent resolved, ReadOnlyMemory<byte> props)
    {
        var schema = resolved.Component!.Props;
        if (schema.AcceptsAnything)
        {
            return null;
        }

        using var document = JsonDocument.Parse(props);
        return schema.IsValid(document.RootElement)
            ? null
            : string.Join(
                "; ",
                schema
                    .Validate(document.RootElement)
                    .Faults.Select(fault => $"{fault.InstanceLocation} ({fault.Keyword})")
            );
    }

    [LoggerMessage(
        LogLevel.Error,
        "Props of component '{Component}' for intent '{Intent}' break its propsSchema at {Faults}"
    )]
    private partial void LogBrokenProps(string component, string intent, string faults);
}
