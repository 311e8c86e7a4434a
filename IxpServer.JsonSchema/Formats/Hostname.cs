using System.Text;

namespace IxpServer.JsonSchema.Formats;

/// <summary>
/// Host names (RFC 1123, section 2.1; RFC 5891 for labels in Punycode) and internationalized ones (RFC 5890, section 2.3.2.3).
/// </summary>
internal static class Hostname
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;

    /// <summary>Whether it is a host name in ASCII.</summary>
    public static bool IsHostname(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxName)
        {
            return false;
        }

        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            if (!IsLabel(dot < 0 ? text : text[..dot]))
            {
                return false;
            }

            if (dot < 0)
            {
                return true;
            }

            text = text[(dot + 1)..];
        }
    }

    /// <summary>Whether it is a host name that may have labels in any script.</summary>
    public static bool IsInternationalHostname(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxName * 4)
        {
            return false;
        }

        var labels = Encoding.UTF8.GetString(text).Split('.', '\u3002', '\uFF0E', '\uFF61');
        var length = -1;
        foreach (var label in labels)
        {
            var ascii =
                Ascii.IsValid(label) ? label
                : InternationalLabel.IsValid(label) ? Punycode.Encode(label)
                : null;
            if (ascii is null || HasReservedHyphens(label) || !IsLabel(Encoding.ASCII.GetBytes(ascii)))
            {
                return false;
            }

            length += ascii.Length + 1;
        }

        return length <= MaxName && IsReadable(labels);
    }

    // One label that is read from right to left makes a rule for all (RFC 5893, section 2).
    private static bool IsReadable(string[] labels)
    {
        string[] read = [.. labels.Select(label => InternationalLabel.Decode(label) ?? label)];
        return !Array.Exists(read, BidiRule.IsRightToLeft) || Array.TrueForAll(read, BidiRule.IsSatisfiedBy);
    }

    private static bool IsLabel(ReadOnlySpan<byte> label)
    {
        if (label.Length is < 1 or > MaxLabel || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-')
            {
                return false;
            }
        }

        return !IsPunycode(label)
            || InternationalLabel.IsValidPunycode(Encoding.ASCII.GetString(label).ToLowerInvariant());
    }

    private static bool IsPunycode(ReadOnlySpan<byte> label) =>
        label.Length >= 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n' && label[2] == '-' && label[3] == '-';

    // Hyphens in the third and fourth place are kept for Punycode (RFC 5891, section 4.2.3.1).
    private static bool HasReservedHyphens(string label) =>
        label.Length >= 4
        && label[2] == '-'
        && label[3] == '-'
        && !label.StartsWith(Punycode.Prefix, StringComparison.OrdinalIgnoreCase);
}
