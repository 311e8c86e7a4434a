namespace IxpServer.JsonSchema.Formats;

/// <summary>Dates and times of RFC 3339, section 5.6.</summary>
internal static class DateAndTime
{
    private const int DateLength = 10;

    /// <summary>Whether it is a date-time.</summary>
    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length > DateLength
        && (text[DateLength] | 0x20) == 't'
        && IsDate(text[..DateLength])
        && IsTime(text[(DateLength + 1)..]);

    /// <summary>Whether it is a full-date that the calendar has.</summary>
    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-')
        {
            return false;
        }

        var century = TwoDigits(text, 0);
        var year = TwoDigits(text, 2);
        var month = TwoDigits(text, 5);
        var day = TwoDigits(text, 8);
        return century >= 0
            && year >= 0
            && month is >= 1 and <= 12
            && day >= 1
            && day <= DaysIn((century * 100) + year, month);
    }

    /// <summary>Whether it is a full-time. Second 60 is only valid when it is 23:59 in UTC.</summary>
    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':')
        {
            return false;
        }

        var hour = TwoDigits(text, 0);
        var minute = TwoDigits(text, 3);
        var second = TwoDigits(text, 6);
        if ((uint)hour > 23 || (uint)minute > 59 || (uint)second > 60)
        {
            return false;
        }

        var rest = text[8..];
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits < 1)
            {
                return false;
            }

            rest = rest[(digits + 1)..];
        }

        return TryReadOffset(rest, out var offset) && (second < 60 || IsLastMinute((hour * 60) + minute - offset));
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            return false;
        }

        var (hour, minute) = (TwoDigits(text, 1), TwoDigits(text, 4));
        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return (uint)hour <= 23 && (uint)minute <= 59;
    }

    private static bool IsLastMinute(int minuteOfDay) => (minuteOfDay + 1440) % 1440 == 1439;

    private static int DaysIn(int year, int month) =>
        month switch
        {
            2 => (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };

    // The number, or a negative one when there are no two digits.
    private static int TwoDigits(ReadOnlySpan<byte> text, int at)
    {
        var tens = (uint)(text[at] - '0');
        var ones = (uint)(text[at + 1] - '0');
        return tens <= 9 && ones <= 9 ? (int)((tens * 10) + ones) : -1;
    }
}
