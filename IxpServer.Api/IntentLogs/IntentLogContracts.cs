using System.Text.Json.Nodes;
using IxpServer.Api.Http;
using IxpServer.Data.Entities;

namespace IxpServer.Api.IntentLogs;

/// <summary>One intent that was handled.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When, ISO 8601, UTC.</param>
/// <param name="Intent">The intent's name.</param>
/// <param name="Query">The person's words, else the parameters as JSON; sensitive ones redacted.</param>
/// <param name="Success">Whether a component was answered.</param>
/// <param name="ErrorMessage">Why not: a code and a message.</param>
/// <param name="ResponseTimeMs">How long it took.</param>
/// <param name="SessionId">The session, if any.</param>
/// <param name="UserId">Who asked, if known.</param>
/// <param name="Response">The record that was answered; only when one row is asked for.</param>
public sealed record IntentLogBody(
    Guid Id,
    string CreatedAt,
    string Intent,
    string Query,
    bool Success,
    string? ErrorMessage,
    int? ResponseTimeMs,
    Guid? SessionId,
    Guid? UserId,
    JsonObject? Response = null
)
{
    internal static IntentLogBody Of(IntentLog log) =>
        new(
            log.Id,
            Timestamps.Format(new DateTimeOffset(log.CreatedAt)),
            log.IntentType,
            log.Query,
            log.Success,
            log.ErrorMessage,
            log.ResponseTimeMs,
            log.SessionId,
            log.UserId
        );

    internal static IntentLogBody WithResponse(IntentLog log) =>
        Of(log) with
        {
            Response = log.Response is { } json ? JsonNode.Parse(json) as JsonObject : null,
        };
}

/// <summary>How intents did in a span of time.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, not included.</param>
/// <param name="Total">Renders in it.</param>
/// <param name="Intents">The most used ones first, at most 100.</param>
public sealed record IntentStatisticsBody(
    string From,
    string To,
    long Total,
    IReadOnlyList<IntentStatisticsEntry> Intents
);

/// <summary>How one intent did.</summary>
/// <param name="Intent">Its name.</param>
/// <param name="Count">How often it was rendered.</param>
/// <param name="SuccessRate">From 0 to 1.</param>
/// <param name="P50Ms">Half of the renders took this many milliseconds at most; null when no time is known.</param>
/// <param name="P95Ms">Likewise 95 in a hundred.</param>
/// <param name="P99Ms">Likewise 99 in a hundred.</param>
public sealed record IntentStatisticsEntry(
    string Intent,
    long Count,
    double SuccessRate,
    int? P50Ms,
    int? P95Ms,
    int? P99Ms
);
