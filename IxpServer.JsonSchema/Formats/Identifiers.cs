namespace IxpServer.JsonSchema.Formats;

/// <summary>UUIDs and JSON Pointers.</summary>
internal static class Identifiers
{
    /// <summary>Whether it is a UUID (RFC 9562, section 4).</summary>
    public static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether it is a JSON Pointer (RFC 6901, section 3).</summary>
    public static bool IsJsonPointer(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ((byte)'0' or (byte)'1')))
            {
                return false;
            }
        }

        return text[0] == '/';
    }

    /// <summary>Whether it is a relative JSON Pointer (draft-bhutton-relative-json-pointer-00, section 3).</summary>
    public static bool IsRelativeJsonPointer(ReadOnlySpan<byte> text)
    {
        if (!TryTakeNumber(ref text, allowZero: true))
        {
            return false;
        }

        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
        {
            text = text[1..];
            if (!TryTakeNumber(ref text, allowZero: false))
            {
                return false;
            }
        }

        return text.SequenceEqual("#"u8) || IsJsonPointer(text);
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> text, bool allowZero)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        if (digits == 0 || (text[0] == '0' && (digits > 1 || !allowZero)))
        {
            return false;
        }

        text = text[digits..];
        return true;
    }
}
