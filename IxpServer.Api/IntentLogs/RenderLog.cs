using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.Api.Http;
using IxpServer.Api.Rendering;
using IxpServer.Data;
using IxpServer.Data.IntentLogs;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.ObjectPool;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IxpServer.Api.IntentLogs;

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
    private const int MostName = 255;
    private const int MostError = 1_000;
    private const int MostQuery = 8 * 1024;
    private const int MostResponse = 32 * 1024;

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
        var isTold = logger.IsEnabled(LogLevel.Debug);
        if (
            (options.Durability is IntentLogDurability.Off && !isTold)
            || Name(request, outcome) is not { Length: > 0 } name
        )
        {
            return Kept;
        }

        if (isTold)
        {
            LogProcessed(
                Clip(name, MostName).ToString(),
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
        var now = time.GetUtcNow();
        var id = IntentLogId.Create(now);
        recent.Add(
            new(
                id,
                now,
                name.Length > MostName ? name[..MostName] : name,
                took,
                outcome.Stages,
                outcome.Error?.Code,
                outcome.IsDegraded
            )
        );
        var added = inbox.AddAsync(
            new IntentLogEntry
            {
                Id = id,
                CreatedAt = UtcMicroseconds.Truncate(now.UtcDateTime),
                SessionId = outcome.SessionId,
                UserId = userId,
                IntentType = Clip(name, MostName),
                Query = query.IsEmpty ? buffer.Written.Span[..queryEnd] : query,
                Response = response.IsEmpty ? buffer.Written.Span[queryEnd..] : response,
                ResponseTimeMs = (int)Math.Min(took.TotalMilliseconds, int.MaxValue),
                Error = outcome.Error is { } error ? Clip($"{error.Code}: {error.Message}", MostError) : [],
            }
        );
        buffers.Return(buffer);
        return options.Durability is IntentLogDurability.Committed ? new(added) : Kept;
    }

    /// <summary>Who sends a request; costs nothing for one that does not say.</summary>
    internal static Guid? UserOf(HttpContext context) =>
        context.Features.Get<IHttpAuthenticationFeature>()?.User?.FindFirst(JwtRegisteredClaimNames.Sub) is { } subject
        && Guid.TryParse(subject.Value, out var id)
            ? id
            : null;

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
        if (raw.Length > MostQuery)
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
        if (record.Length <= MostResponse && !isSensitive)
        {
            return record.Span;
        }

        var props = outcome.Props;
        buffer.Write(record.Span[..^(props.Length + 1)]);
        if (record.Length > MostResponse)
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
        while (buffer.Written.Length < MostQuery && !left.IsEmpty)
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

    private static ReadOnlySpan<char> Clip(string text, int most) =>
        text.Length <= most ? text
        : char.IsHighSurrogate(text[most - 1]) ? text.AsSpan(0, most - 1)
        : text.AsSpan(0, most);

    /// <summary>At Debug: every render has its line of the request log, and its row among the intent logs.</summary>
    [LoggerMessage(LogLevel.Debug, "Intent processed: {Intent}, {Outcome}, in {DurationMs} ms")]
    private partial void LogProcessed(string intent, string outcome, double durationMs, Guid? userId, Guid? sessionId);
}
