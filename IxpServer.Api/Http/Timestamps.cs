using System.Globalization;

namespace IxpServer.Api.Http;

/// <summary>The one form in which times leave the server: ISO 8601, UTC, milliseconds.</summary>
public static class Timestamps
{
    /// <summary>For example <c>2026-01-31T09:30:00.000Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
