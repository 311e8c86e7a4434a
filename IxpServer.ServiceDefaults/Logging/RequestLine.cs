using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace IxpServer.ServiceDefaults.Logging;

/// <summary>
/// What the log tells of one answered request. Its own type, as every request makes one: written as it stands, without a
/// table of properties. Other readers of the log get its members under OpenTelemetry's names.
/// </summary>
public sealed class RequestLine : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>The property that carries it through Serilog.</summary>
    internal const string PropertyName = "Request";

    private const int Members = 10;

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The route's template; null when none matched.</summary>
    public required string? Route { get; init; }

    /// <summary>The path, without its query.</summary>
    public required string Path { get; init; }

    /// <summary>The answer's status.</summary>
    public required int Status { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>The body's length in bytes, where it was known beforehand.</summary>
    public required long? Bytes { get; init; }

    /// <summary>What the client calls itself.</summary>
    public required string? UserAgent { get; init; }

    /// <summary>The client's address.</summary>
    public required string? Ip { get; init; }

    /// <summary>The account; null when nobody was signed in.</summary>
    public required Guid? UserId { get; init; }

    /// <summary>The request's id, as the client may know it.</summary>
    public required string RequestId { get; init; }

    /// <inheritdoc/>
    public int Count => Members;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] =>
        index switch
        {
            0 => new("http.request.method", Method),
            1 => new("http.route", Route),
            2 => new("url.path", Path),
            3 => new("http.response.status_code", Status),
            4 => new("http.server.request.duration_ms", DurationMs),
            5 => new("http.response.body.size", Bytes),
            6 => new("user_agent.original", UserAgent),
            7 => new("client.address", Ip),
            8 => new("user.id", UserId?.ToString()),
            9 => new("http.request.id", RequestId),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Members; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The line as people read it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Method} {Path} answered {Status} in {DurationMs} ms");

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString(Names.RequestId, RequestId);
        if (UserId is { } user)
        {
            json.WriteString(Names.UserId, user);
        }

        json.WriteStartObject(Names.Http);
        json.WriteString(Names.Method, Method);
        if (Route is not null)
        {
            json.WriteString(Names.Route, Route);
        }

        json.WriteString(Names.Path, Path);
        json.WriteNumber(Names.Status, Status);
        json.WriteNumber(Names.DurationMs, DurationMs);
        if (Bytes is { } bytes)
        {
            json.WriteNumber(Names.Bytes, bytes);
        }

        if (UserAgent is not null)
        {
            json.WriteString(Names.UserAgent, UserAgent);
        }

        if (Ip is not null)
        {
            json.WriteString(Names.Ip, Ip);
        }

        json.WriteEndObject();
    }

    /// <summary>Encoded once, as every request writes them.</summary>
    private static class Names
    {
        internal static readonly JsonEncodedText Bytes = JsonEncodedText.Encode("bytes");
        internal static readonly JsonEncodedText DurationMs = JsonEncodedText.Encode("durationMs");
        internal static readonly JsonEncodedText Http = JsonEncodedText.Encode("http");
        internal static readonly JsonEncodedText Ip = JsonEncodedText.Encode("ip");
        internal static readonly JsonEncodedText Method = JsonEncodedText.Encode("method");
        internal static readonly JsonEncodedText Path = JsonEncodedText.Encode("path");
        internal static readonly JsonEncodedText RequestId = JsonEncodedText.Encode("requestId");
        internal static readonly JsonEncodedText Route = JsonEncodedText.Encode("route");
        internal static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
        internal static readonly JsonEncodedText UserAgent = JsonEncodedText.Encode("userAgent");
        internal static readonly JsonEncodedText UserId = JsonEncodedText.Encode("userId");
    }
}
