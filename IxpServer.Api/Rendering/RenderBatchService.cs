using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Json;
using IxpServer.Api.Sessions;

namespace IxpServer.Api.Rendering;

/// <summary>Renders several intents; one that fails does not touch the others.</summary>
internal sealed partial class RenderBatchService(
    RenderService renders,
    RenderLog log,
    HttpMetrics metrics,
    IntentMetrics intents,
    RenderOptions options,
    TimeProvider time,
    ILogger<RenderBatchService> logger
)
{
    /// <summary>How many requests one batch may have.</summary>
    public const int MaxRequests = 50;

    /// <summary>
    /// How many renders are begun before the first of them is written: all that a batch holds in memory, however many
    /// requests it has.
    /// </summary>
    public const int MaxAhead = 8;

    /// <summary>The requests of <c>{requests:[…]}</c>, or what is wrong with the body.</summary>
    internal static IxpError? Read(JsonElement body, out JsonElement requests)
    {
        requests = default;
        return
            body.ValueKind is JsonValueKind.Object
            && body.TryGetProperty("requests", out requests)
            && requests.ValueKind is JsonValueKind.Array
            && requests.GetArrayLength() <= MaxRequests
            ? null
            : IxpError.InvalidRequest($"\"requests\" must be an array of at most {MaxRequests} render requests");
    }

    /// <summary>Writes <c>{results:[{status, body}…]}</c> in order, each as soon as it and those before it are there.</summary>
    internal async Task WriteAsync(
        JsonElement requests,
        string? origin,
        RenderSessions sessions,
        Guid? userId,
        PipeWriter output,
        CancellationToken cancel
    )
    {
        var ahead = new Queue<Task<RenderOutcome>>(MaxAhead);
        var budget = new AnswerBudget(options.MaxAnswerBytes);
        var target = new PacedWriter(output);
        var written = 0;
        try
        {
            target.Write("{\"results\":["u8);
            foreach (var request in requests.EnumerateArray())
            {
                if (ahead.Count == MaxAhead)
                {
                    await WriteNextAsync(ahead, target, written++, cancel);
                }

                ahead.Enqueue(RenderAsync(request, origin, sessions, userId, budget, cancel));
            }

            while (ahead.Count > 0)
            {
                await WriteNextAsync(ahead, target, written++, cancel);
            }

            target.Write("]}"u8);
            await target.FlushAsync(cancel);
        }
        finally
        {
            // They read the body, which goes away with this call.
            foreach (var late in ahead)
            {
                await ((Task)late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (late.IsCompletedSuccessfully)
                {
                    renders.Return(await late);
                }
            }
        }
    }

    private async Task<RenderOutcome> RenderAsync(
        JsonElement request,
        string? origin,
        RenderSessions sessions,
        Guid? userId,
        AnswerBudget budget,
        CancellationToken cancel
    )
    {
        try
        {
            var startedAt = Stopwatch.GetTimestamp();
            RenderOutcome outcome = budget.IsSpent
                ? TooLarge
                : await renders.RenderAsync(request, origin, sessions, cancel);
            if (outcome.Buffer is { } buffer && !budget.TrySpend(buffer.Written.Length))
            {
                renders.Return(outcome);
                outcome = RenderOutcome.Failed(outcome.Resolved!, TooLarge);
            }

            var took = Stopwatch.GetElapsedTime(startedAt);
            intents.Record(outcome, took);
            if (await log.AddAsync(request, outcome, took, userId))
            {
                return outcome;
            }

            renders.Return(outcome);
            return RenderLog.NotKept;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            LogFailed(fault);
            return IxpError.Internal;
        }
    }

    private IxpError TooLarge => options.AnswerTooLarge("The answer of the whole batch");

    private async Task WriteNextAsync(
        Queue<Task<RenderOutcome>> ahead,
        PacedWriter target,
        int position,
        CancellationToken cancel
    )
    {
        var next = ahead.Peek();
        if (!next.IsCompleted)
        {
            await target.FlushAsync(cancel);
        }

        var outcome = await next;
        try
        {
            var separator = position > 0 ? "," : "";
            var status = outcome.Error?.Status ?? StatusCodes.Status200OK;
            target.Write(Encoding.UTF8.GetBytes($"{separator}{{\"status\":{status},\"body\":"));
            await target.WriteAsync(outcome.Error is { } error ? Describe(error) : outcome.Buffer!.Written, cancel);
            target.Write("}"u8);
        }
        finally
        {
            _ = ahead.Dequeue();
            renders.Return(outcome);
        }
    }

    private byte[] Describe(IxpError error)
    {
        metrics.CountError(error.Code);
        return JsonReading.Write(writer => ErrorResponse.WriteError(writer, error, time.GetUtcNow()));
    }

    [LoggerMessage(LogLevel.Error, "A render of a batch failed")]
    private partial void LogFailed(Exception fault);
}
