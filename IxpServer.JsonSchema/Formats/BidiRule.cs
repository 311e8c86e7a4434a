using System.Globalization;
using System.Text;

namespace IxpServer.JsonSchema.Formats;

/// <summary>The rule for labels that are read from right to left, and for those beside them (RFC 5893, section 2).</summary>
internal static class BidiRule
{
    // Arabic letters are of a class of their own, for which the rule has the same conditions as for Right.
    private enum Direction
    {
        Left,
        Right,
        EuropeanNumber,
        ArabicNumber,
        Mark,
        Neutral,
    }

    /// <summary>Whether a label has a character that is read from right to left.</summary>
    public static bool IsRightToLeft(string label) =>
        label.EnumerateRunes().Any(rune => DirectionOf(rune) is Direction.Right or Direction.ArabicNumber);

    /// <summary>Whether a label that is not empty keeps the rule.</summary>
    public static bool IsSatisfiedBy(string label)
    {
        Direction[] all = [.. label.EnumerateRunes().Select(DirectionOf)];
        var last = Array.FindLast(all, direction => direction != Direction.Mark);
        bool Has(Direction direction) => all.Contains(direction);
        return all[0] switch
        {
            Direction.Right => !Has(Direction.Left)
                && last is Direction.Right or Direction.EuropeanNumber or Direction.ArabicNumber
                && !(Has(Direction.EuropeanNumber) && Has(Direction.ArabicNumber)),
            Direction.Left => !Has(Direction.Right)
                && !Has(Direction.ArabicNumber)
                && last is Direction.Left or Direction.EuropeanNumber,
            _ => false,
        };
    }

    // The classes of Unicode, for the characters that a label may have at all.
    private static Direction DirectionOf(Rune rune) =>
        rune.Value switch
        {
            (>= '0' and <= '9') or (>= 0x6F0 and <= 0x6F9) => Direction.EuropeanNumber,
            (>= 0x660 and <= 0x669) or (>= 0x10D30 and <= 0x10D39) => Direction.ArabicNumber,
            '-' or 0xB7 or 0x375 or 0x30FB or 0x200C or 0x200D => Direction.Neutral,
            0x2B9 or 0x2BA or (>= 0x2C6 and <= 0x2CF) or 0x2EC => Direction.Neutral,
            0x2E2F or 0xA67F or (>= 0xA717 and <= 0xA71F) or 0xA788 => Direction.Neutral,
            0xCBF or 0xCC6 or 0x11A07 or 0x11A08 or 0x11C3F => Direction.Left,
            _ when Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark => Direction.Mark,
            (>= 0x590 and <= 0x8FF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF) => Direction.Right,
            _ => Direction.Left,
        };
}
