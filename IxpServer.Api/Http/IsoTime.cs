using System.Globalization;

namespace IxpServer.Api.Http;

/// <summary>Reads ISO 8601 dates and date-times; without an offset they are UTC.</summary>
internal static class IsoTime
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    internal static bool TryRead(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            Forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );

    /// <summary>Reads one from a query, where a plus sign that was not escaped has become a space.</summary>
    internal static bool TryReadQuery(string text, out DateTimeOffset time) =>
        TryRead(text.Replace(' ', '+'), out time);
}
