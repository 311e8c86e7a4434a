using System.Diagnostics;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering;

/// <summary>Renders several intents at once; one that fails does not touch the others.</summary>
public sealed class RenderBatchService(RenderService renders, RenderLog log, RequestMetrics metrics, TimeProvider time)
{
    /// <summary>How many requests one batch may have.</summary>
    public const int MostRequests = 50;

    /// <summary>Renders <c>{requests:[…]}</c> to <c>{results:[{status, body}…]}</c>, in order.</summary>
    public async Task<(byte[]? Answer, IxpError? Error)> RenderAsync(
        JsonElement body,
        string? origin,
        Guid? userId,
        CancellationToken cancel
    )
    {
        if (
            body.ValueKind is not JsonValueKind.Object
            || !body.TryGetProperty("requests", out var requests)
            || requests.ValueKind is not JsonValueKind.Array
            || requests.GetArrayLength() > MostRequests
        )
        {
            return (
                null,
                IxpError.InvalidRequest($"\"requests\" must be an array of at most {MostRequests} render requests")
            );
        }

        var outcomes = await Task.WhenAll(
            requests.EnumerateArray().Select(request => RenderOneAsync(request, origin, userId, cancel))
        );
        try
        {
            return (JsonReading.Write(writer => Write(writer, outcomes)), null);
        }
        finally
        {
            foreach (var outcome in outcomes)
            {
                renders.Return(outcome);
            }
        }
    }

    private async Task<RenderOutcome> RenderOneAsync(
        JsonElement request,
        string? origin,
        Guid? userId,
        CancellationToken cancel
    )
    {
        var startedAt = Stopwatch.GetTimestamp();
        var outcome = await renders.RenderAsync(request, origin, cancel);
        var took = Stopwatch.GetElapsedTime(startedAt);
        if (await log.AddAsync(request, outcome, took, userId, sessionId: null))
        {
            return outcome;
        }

        renders.Return(outcome);
        return RenderLog.NotKept;
    }

    private void Write(Utf8JsonWriter writer, RenderOutcome[] outcomes)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("results");
        foreach (var outcome in outcomes)
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", outcome.Error?.Status ?? StatusCodes.Status200OK);
            writer.WritePropertyName("body");
            if (outcome.Error is { } error)
            {
                metrics.CountError(error.Code);
                ErrorResponse.WriteError(writer, error, time.GetUtcNow());
            }
            else
            {
                writer.WriteRawValue(outcome.Buffer!.Written.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
