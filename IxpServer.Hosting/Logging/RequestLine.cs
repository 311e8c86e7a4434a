using System.Collections;
using System.Globalization;

namespace IxpServer.Hosting.Logging;

/// <summary>
/// What the log tells of one answered request. Its own type, as every request makes one: written as it stands, without a
/// table of properties. Other readers of the log get its members under OpenTelemetry's names.
/// </summary>
public sealed class RequestLine : LogEntry, IReadOnlyList<KeyValuePair<string, object?>>
{
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

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal override string Text =>
        string.Create(CultureInfo.InvariantCulture, $"{Method} {Path} answered {Status} in {DurationMs} ms");
}
