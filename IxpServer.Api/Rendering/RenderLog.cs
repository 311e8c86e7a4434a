using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Json;
using IxpServer.Data;
using IxpServer.Data.IntentLogs;
using Microsoft.Extensions.ObjectPool;

namespace IxpServer.Api.Rendering;

/// <summary>
/// Logs renders. The request's thread copies the bytes that are there already; only an intent that marks parameters as
/// sensitive costs more, since their values must not even reach the queue.
/// </summary>
public sealed partial class RenderLog(
    IntentLogInbox inbox,
    IntentLogOptions options,
    ObjectPool<RenderBuffer> buffers,
    RecentRenders recent,
    TimeProvider time,
    ILogger<RenderLog> logger
)
{
    private const int MaxName = 255;
    private const int MaxError = 1_000;
    private const int MaxQuery = 8 * 1024;
    private const int MaxResponse = 32 * 1024;

    private static readonly ValueTask<bool> Kept = new(true);

    /// <summary>The answer instead of one that would promise a row which could not be kept.</summary>
    internal static IxpError NotKept { get; } =
        new(StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", "The intent cannot be logged right now")
        {
            Headers = [new("Retry-After", "5")],
        };

    /// <summary>Logs a render, before it is answered.</summary>
    /// <param name="request">The request's body.</param>
    /// <param name="outcome">What came of it; its buffer is not kept.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="userId">Who asked, if known.</param>
    /// <returns>Whether the answer may be sent: false only where it promises a row that could not be kept.</returns>
    public ValueTask<bool> AddAsync(JsonElement request, in RenderOutcome outcome, TimeSpan took, Guid? userId)
    {
        // What does not even name an intent is no intent.
        if (Name(request, outcome) is not { Length: > 0 } name)
        {
            return Kept;
        }

        var now = time.GetUtcNow();
        var id = IntentLogId.Create(now);
        recent.Add(new(id, now, name.ClipText(MaxName), took, outcome.Stages, outcome.Error?.Code, outcome.IsDegraded));
        if (logger.IsEnabled(LogLevel.Debug))
        {
            LogProcessed(
                name.ClipText(MaxName),
                outcome.Error?.Code ?? "success",
                took.TotalMilliseconds,
                userId,
                outcome.SessionId
            );
        }

        if (options.Durability is IntentLogDurability.Off)
        {
            return Kept;
        }

        var isSensitive = outcome.Resolved?.Intent.Parameters.IsSensitive is true;
        var buffer = buffers.Get();
        var query = Query(request, outcome, isSensitive, buffer);
        var queryEnd = buffer.Written.Length;
        var response = outcome.Error is null ? Response(outcome, isSensitive, buffer) : default;
        var added = inbox.AddAsync(
            new IntentLogEntry
            {
                Id = id,
                CreatedAt = UtcMicroseconds.Truncate(now.UtcDateTime),
                SessionId = outcome.SessionId,
                UserId = userId,
                IntentType = name.Clip(MaxName),
                Query = query.IsEmpty ? buffer.Written.Span[..queryEnd] : query,
                Response = response.IsEmpty ? buffer.Written.Span[queryEnd..] : response,
                ResponseTimeMs = (int)Math.Min(took.TotalMilliseconds, int.MaxValue),
                Error = outcome.Error is { } error ? $"{error.Code}: {error.Message}".Clip(MaxError) : [],
            }
        );
        buffers.Return(buffer);
        return options.Durability is IntentLogDurability.Committed ? new(added) : Kept;
    }

    private static string? Name(JsonElement request, in RenderOutcome outcome) =>
        outcome.Resolved?.Intent.Name
        ?? (
            request.ValueKind is JsonValueKind.Object
            && request.TryGetProperty("intent", out var intent)
            && intent.ValueKind is JsonValueKind.Object
            && intent.TryGetProperty("name", out var name)
            && name.ValueKind is JsonValueKind.String
                ? name.GetString()
                : null
        );

    /// <summary>The person's words if there were any, else the parameters: bytes of the request, or in the buffer.</summary>
    private static ReadOnlySpan<byte> Query(
        JsonElement request,
        in RenderOutcome outcome,
        bool isSensitive,
        RenderBuffer buffer
    )
    {
        if (
            request.TryGetProperty("context", out var context)
            && context.ValueKind is JsonValueKind.Object
            && context.TryGetProperty("query", out var words)
            && words.ValueKind is JsonValueKind.String
            && words.GetString() is { Length: > 0 } text
        )
        {
            WriteText(buffer, text);
            return default;
        }

        // Nothing says what is sensitive in the parameters of an intent that is not there.
        if (
            outcome.Resolved is not { } resolved
            || !request.GetProperty("intent").TryGetProperty("parameters", out var parameters)
        )
        {
            return "{}"u8;
        }

        var raw = JsonMarshal.GetRawUtf8Value(parameters);
        if (raw.Length > MaxQuery)
        {
            WriteTruncated(buffer, raw.Length);
            return default;
        }

        if (!isSensitive)
        {
            return raw;
        }

        resolved.Intent.Parameters.WriteRedacted(buffer.Json, parameters);
        buffer.EndJson();
        return default;
    }

    /// <summary>The record: bytes of the answer, or in the buffer.</summary>
    private static ReadOnlySpan<byte> Response(in RenderOutcome outcome, bool isSensitive, RenderBuffer buffer)
    {
        var record = outcome.Record;
        if (record.Length <= MaxResponse && !isSensitive)
        {
            return record.Span;
        }

        var props = outcome.Props;
        buffer.Write(record.Span[..^(props.Length + 1)]);
        if (record.Length > MaxResponse)
        {
            WriteTruncated(buffer, props.Length);
        }
        else
        {
            using var document = JsonDocument.Parse(props);
            outcome.Resolved!.Intent.Parameters.WriteRedacted(buffer.Json, document.RootElement);
            buffer.EndJson();
        }

        buffer.Write("}"u8);
        return default;
    }

    /// <summary>Stands for a value that is too long to keep.</summary>
    private static void WriteTruncated(RenderBuffer buffer, int length)
    {
        buffer.Json.WriteStartObject();
        buffer.Json.WriteNumber("$truncated", length);
        buffer.Json.WriteEndObject();
        buffer.EndJson();
    }

    private static void WriteText(RenderBuffer buffer, string text)
    {
        Span<byte> part = stackalloc byte[512];
        var left = text.AsSpan();
        while (buffer.Written.Length < MaxQuery && !left.IsEmpty)
        {
            System.Text.Unicode.Utf8.FromUtf16(left, part, out var read, out var written);
            buffer.Write(part[..written]);
            left = left[read..];
        }

        if (!left.IsEmpty)
        {
            buffer.Write("…"u8);
        }
    }

    /// <summary>At Debug: every render has its line of the request log, and its row among the intent logs.</summary>
    [LoggerMessage(LogLevel.Debug, "Intent processed: {Intent}, {Outcome}, in {DurationMs} ms")]
    private partial void LogProcessed(string intent, string outcome, double durationMs, Guid? userId, Guid? sessionId);
}
