using System.Diagnostics;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;
using IxpServer.Api.Rendering.Data;
using Microsoft.Extensions.ObjectPool;

namespace IxpServer.Api.Rendering;

/// <summary>Writes what is answered to a render: the component, and props that its <c>propsSchema</c> takes.</summary>
internal sealed partial class AnswerWriter(
    ObjectPool<RenderBuffer> buffers,
    RenderOptions options,
    ILogger<AnswerWriter> logger
)
{
    private readonly RenderOptions _limits = options;

    /// <summary>Gives an answer's buffer back to the pool.</summary>
    public void Return(in RenderOutcome outcome)
    {
        if (outcome.Buffer is { } buffer)
        {
            buffers.Return(buffer);
        }
    }

    /// <summary>Writes the answer, and notes how long that took.</summary>
    /// <param name="resolved">What is rendered.</param>
    /// <param name="parameters">Its parameters, valid.</param>
    /// <param name="found">What its data provider had; null when it has none.</param>
    /// <param name="options">Props that the caller wants besides.</param>
    /// <param name="stages">How long it took so far.</param>
    internal RenderOutcome Write(
        ResolvedIntent resolved,
        JsonElement parameters,
        IntentData? found,
        JsonElement? options,
        RenderStages stages
    )
    {
        var startedAt = Stopwatch.GetTimestamp();
        var outcome = Write(resolved, parameters, found, options);
        return outcome with { Stages = stages with { Props = Stopwatch.GetTimestamp() - startedAt } };
    }

    private RenderOutcome Write(
        ResolvedIntent resolved,
        JsonElement parameters,
        IntentData? found,
        JsonElement? options
    )
    {
        using var span = RenderSpans.StartProps();
        var buffer = Rent();
        try
        {
            buffer.Write(resolved.BeforeProps.Span);
            WriteProps(buffer, resolved.Intent, parameters, found?.Props, options);
        }
        catch (AnswerTooLargeException)
        {
            buffers.Return(buffer);
            return RenderOutcome.Failed(resolved, _limits.AnswerTooLarge("The answer"));
        }

        if (Props.FindFault(resolved.Component!, buffer.Written[resolved.BeforeProps.Length..]) is { } faults)
        {
            buffers.Return(buffer);
            if (options is not null && Write(resolved, parameters, found, null) is { Error: null } without)
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
                found?.Failure is { } failure
                    ? IntentDataService.Failed(resolved.Intent.DataProvider!, failure)
                    : new IxpError(
                        StatusCodes.Status500InternalServerError,
                        "COMPONENT_VALIDATION_FAILED",
                        $"The props resolved for component '{resolved.Component.Name}' do not satisfy its propsSchema"
                    )
            );
        }

        // What follows is the definition's, as long as it is.
        buffer.Limit(long.MaxValue);
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
            Props.WriteMerged(buffer.Json, ShapeInLimit(intent, parameters), provided, options);
        }

        buffer.EndJson();
    }

    /// <summary>
    /// The parameters with defaults, as a value of its own: a provider may go on reading it for others when this
    /// caller has gone. 413 when they are larger than an answer may be.
    /// </summary>
    internal Outcome<JsonElement> Shape(IntentDefinition intent, JsonElement parameters)
    {
        try
        {
            return ShapeInLimit(intent, parameters);
        }
        catch (AnswerTooLargeException)
        {
            return _limits.AnswerTooLarge("The answer");
        }
    }

    private JsonElement ShapeInLimit(IntentDefinition intent, JsonElement parameters)
    {
        var buffer = Rent();
        try
        {
            intent.Parameters.WriteShaped(buffer.Json, parameters);
            buffer.EndJson();
            return JsonElement.Parse(buffer.Written.Span);
        }
        finally
        {
            buffers.Return(buffer);
        }
    }

    private RenderBuffer Rent()
    {
        var buffer = buffers.Get();
        buffer.Limit(_limits.MaxAnswerBytes);
        return buffer;
    }

    [LoggerMessage(
        LogLevel.Error,
        "Props of component '{Component}' for intent '{Intent}' break its propsSchema at {Faults}"
    )]
    private partial void LogBrokenProps(string component, string intent, string faults);
}
