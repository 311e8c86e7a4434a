using System.Globalization;
using System.Text;

namespace IxpServer.JsonSchema.Formats;

/// <summary>
/// Labels of IDNA2008 (RFC 5891, section 4.2; RFC 5892; RFC 5893). The code points are judged by their general category and by the
/// blocks of compatibility characters; normalization is not checked.
/// </summary>
internal static class InternationalLabel
{
    // Characters with the combining class Virama, after which a joiner may stand (RFC 5892, appendices A.1 and A.2).
    private const string Viramas =
        "\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\u0E3A\u0EBA\u0F84\u1039\u103A\u1714"
        + "\u1734\u17D2\u1A60\u1B44\u1BAA\u1BAB\u1BF2\u1BF3\u2D7F\uA806\uA8C4\uA953\uA9C0\uAAF6\uABED";

    // Letters and marks that normalization would replace by others, or that the RFC excludes (RFC 5892, section 2).
    private static readonly (int From, int To)[] Excluded =
    [
        (0x00AA, 0x00AA),
        (0x00BA, 0x00BA),
        (0x02B0, 0x02B8),
        (0x02E0, 0x02E4),
        (0x034F, 0x034F),
        (0x0640, 0x0640),
        (0x07FA, 0x07FA),
        (0x1100, 0x11FF),
        (0x180B, 0x180F),
        (0x1D2C, 0x1D6A),
        (0x2071, 0x209C),
        (0x2100, 0x214D),
        (0x302E, 0x302F),
        (0x3031, 0x3035),
        (0x303B, 0x303B),
        (0x3131, 0x318E),
        (0xA960, 0xA97F),
        (0xD7B0, 0xD7FF),
        (0xF900, 0xFAFF),
        (0xFB00, 0xFB1C),
        (0xFB20, 0xFDFF),
        (0xFE00, 0xFE0F),
        (0xFE70, 0xFFEF),
        (0x1D400, 0x1D7FF),
        (0x2F800, 0x2FA1F),
        (0xE0100, 0xE01EF),
    ];

    /// <summary>Whether a label with characters beyond ASCII is valid.</summary>
    public static bool IsValid(string label)
    {
        var runes = label.EnumerateRunes().ToArray();
        if (runes.Length is 0 or > 63 || runes[0].Value == '-' || runes[^1].Value == '-' || IsMark(runes[0]))
        {
            return false;
        }

        for (var i = 0; i < runes.Length; i++)
        {
            if (!IsAllowed(runes[i].Value) && !IsAllowedHere(runes, i))
            {
                return false;
            }
        }

        // Two sets of Arabic digits may not be mixed (RFC 5892, appendices A.8 and A.9).
        return !(runes.Any(r => r.Value is >= 0x660 and <= 0x669) && runes.Any(r => r.Value is >= 0x6F0 and <= 0x6F9))
            && (!BidiRule.IsRightToLeft(label) || BidiRule.IsSatisfiedBy(label));
    }

    /// <summary>Whether a label that starts with xn-- stands for a valid one, and is the only way to write it.</summary>
    public static bool IsValidPunycode(string label) =>
        Decode(label) is { } decoded
        && !Ascii.IsValid(decoded)
        && !(decoded.Length >= 4 && decoded[2] == '-' && decoded[3] == '-')
        && IsValid(decoded)
        && Punycode.Encode(decoded) == label;

    /// <summary>What a label that starts with xn-- stands for; null for any other, and for one that stands for nothing.</summary>
    public static string? Decode(string label) =>
        label.StartsWith(Punycode.Prefix, StringComparison.OrdinalIgnoreCase)
            ? Punycode.Decode(label.ToLowerInvariant()[Punycode.Prefix.Length..])
            : null;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    private static bool IsAllowed(int value) =>
        value switch
        {
            < 0x80 => value is '-' or (>= '0' and <= '9') or (>= 'a' and <= 'z'),
            0x06FD or 0x06FE or 0x0F0B or 0x3007 => true,
            _ => CharUnicodeInfo.GetUnicodeCategory(value)
                is UnicodeCategory.LowercaseLetter
                    or UnicodeCategory.OtherLetter
                    or UnicodeCategory.ModifierLetter
                    or UnicodeCategory.DecimalDigitNumber
                    or UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                && !Array.Exists(Excluded, range => value >= range.From && value <= range.To),
        };

    // The contextual rules (RFC 5892, appendix A).
    private static bool IsAllowedHere(Rune[] runes, int i)
    {
        var before = i > 0 ? runes[i - 1].Value : 0;
        var after = i + 1 < runes.Length ? runes[i + 1].Value : 0;
        return runes[i].Value switch
        {
            0x200C => IsVirama(before) || (IsJoining(before) && IsJoining(after)),
            0x200D => IsVirama(before),
            0x00B7 => before == 'l' && after == 'l',
            0x0375 => after is >= 0x370 and <= 0x3FF or >= 0x1F00 and <= 0x1FFF,
            0x05F3 or 0x05F4 => before is >= 0x591 and <= 0x5F4,
            0x30FB => Array.Exists(runes, rune => IsJapanese(rune.Value)),
            _ => false,
        };
    }

    private static bool IsVirama(int value) =>
        value <= 0xFFFF && Viramas.Contains((char)value, StringComparison.Ordinal);

    // Letters of the scripts that are written joined.
    private static bool IsJoining(int value) =>
        value is >= 0x620 and <= 0x7FF or >= 0x8A0 and <= 0x8FF or >= 0x1820 and <= 0x18AA;

    private static bool IsJapanese(int value) =>
        value
            is (>= 0x3041 and <= 0x309F)
                or (>= 0x30A1 and <= 0x30FA)
                or (>= 0x30FC and <= 0x30FF)
                or 0x3005
                or 0x3007
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x20000 and <= 0x3134F);
}
