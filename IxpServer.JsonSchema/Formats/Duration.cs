namespace IxpServer.JsonSchema.Formats;

/// <summary>Durations of RFC 3339, appendix A: "P3Y6M4D", "PT36H", "P4W". No unit between two others may be skipped.</summary>
internal static class Duration
{
    /// <summary>Whether it is a duration.</summary>
    public static bool IsDuration(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] != 'P')
        {
            return false;
        }

        text = text[1..];
        if (text[^1] == 'W')
        {
            return AreUnits(text, "W"u8);
        }

        var t = text.IndexOf((byte)'T');
        return t < 0
            ? AreUnits(text, "YMD"u8)
            : (t == 0 || AreUnits(text[..t], "YMD"u8)) && AreUnits(text[(t + 1)..], "HMS"u8);
    }

    // Numbers followed by units that stand side by side in the list: "1M2D" and "3Y" for "YMD".
    private static bool AreUnits(ReadOnlySpan<byte> text, ReadOnlySpan<byte> units)
    {
        var previous = -1;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            var unit = digits < 1 ? -1 : units.IndexOf(text[digits]);
            if (unit < 0 || (previous >= 0 && unit != previous + 1))
            {
                return false;
            }

            previous = unit;
            text = text[(digits + 1)..];
        }

        return previous >= 0;
    }
}
