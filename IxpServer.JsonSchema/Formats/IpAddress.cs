namespace IxpServer.JsonSchema.Formats;

/// <summary>Addresses as text: IPv4 (RFC 2673, section 3.2) and IPv6 (RFC 4291, section 2.2), without zones.</summary>
internal static class IpAddress
{
    /// <summary>Whether it is four decimal numbers without leading zeros.</summary>
    public static bool IsIpv4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var dot = text.IndexOf((byte)'.');
            if (dot < 0 != (part == 3))
            {
                return false;
            }

            if (!IsOctet(dot < 0 ? text : text[..dot]))
            {
                return false;
            }

            text = text[(dot + 1)..];
        }

        return true;
    }

    /// <summary>Whether it is eight groups of hexadecimal digits, where :: may stand for some that are zero.</summary>
    public static bool IsIpv6(ReadOnlySpan<byte> text)
    {
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return CountGroups(text, mayEndInIpv4: true) == 8;
        }

        var left = text[..gap];
        var right = text[(gap + 2)..];
        var before = left.IsEmpty ? 0 : CountGroups(left, mayEndInIpv4: false);
        var after = right.IsEmpty ? 0 : CountGroups(right, mayEndInIpv4: true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    private static int CountGroups(ReadOnlySpan<byte> text, bool mayEndInIpv4)
    {
        var count = 0;
        while (true)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && mayEndInIpv4 && group.Contains((byte)'.'))
            {
                return IsIpv4(group) ? count + 2 : -1;
            }

            if (group.Length is < 1 or > 4 || !IsHex(group))
            {
                return -1;
            }

            count++;
            if (colon < 0)
            {
                return count;
            }

            text = text[(colon + 1)..];
        }
    }

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit((char)c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOctet(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 1 or > 3 || (text.Length > 1 && text[0] == '0'))
        {
            return false;
        }

        var value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + c - '0';
        }

        return value <= 255;
    }
}
