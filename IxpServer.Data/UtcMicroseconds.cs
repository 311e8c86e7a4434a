using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IxpServer.Data;

/// <summary>
/// Times are UTC and have PostgreSQL's precision on both databases: what is read equals what was written, and a
/// cursor made from a row finds it again.
/// </summary>
public sealed class UtcMicroseconds()
    : ValueConverter<DateTime, DateTime>(
        time => Truncate(time),
        stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc)
    )
{
    /// <summary>The same time in UTC, without what the database would drop.</summary>
    public static DateTime Truncate(DateTime time)
    {
        var utc =
            time.Kind is DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
