using System.Runtime.InteropServices;
using System.Text.Json;

namespace IxpServer.JsonSchema.Values;

/// <summary>Reads JSON strings from the document's own UTF-8 bytes, without making .NET strings of them.</summary>
internal static class JsonText
{
    /// <summary>A string's bytes as they stand between the quotes, escapes included.</summary>
    public static ReadOnlySpan<byte> Raw(JsonElement text) => JsonMarshal.GetRawUtf8Value(text)[1..^1];

    /// <summary>Counts Unicode code points (RFC 8259, section 7); half of a surrogate pair counts as one.</summary>
    public static int CountCodePoints(ReadOnlySpan<byte> raw)
    {
        var count = 0;
        for (var i = 0; i < raw.Length; )
        {
            if (raw[i] == '\\')
            {
                ReadEscape(raw, ref i);
                count++;
                continue;
            }

            // Every byte but the continuation bytes 10xxxxxx starts a code point.
            count += (raw[i] & 0xC0) != 0x80 ? 1 : 0;
            i++;
        }

        return count;
    }

    /// <summary>Writes a string's bytes with its escapes resolved; never more bytes than <paramref name="raw"/> has.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> output)
    {
        var written = 0;
        for (var i = 0; i < raw.Length; )
        {
            if (raw[i] == '\\')
            {
                written += Encode(ReadEscape(raw, ref i), output[written..]);
            }
            else
            {
                output[written++] = raw[i++];
            }
        }

        return written;
    }

    private static int ReadEscape(ReadOnlySpan<byte> raw, ref int i)
    {
        var kind = raw[i + 1];
        i += 2;
        if (kind != 'u')
        {
            return kind switch
            {
                (byte)'n' => '\n',
                (byte)'t' => '\t',
                (byte)'r' => '\r',
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                _ => kind,
            };
        }

        var unit = ReadHex(raw, ref i);
        if (char.IsHighSurrogate((char)unit) && i + 6 <= raw.Length && raw[i] == '\\' && raw[i + 1] == 'u')
        {
            var next = i + 2;
            var low = ReadHex(raw, ref next);
            if (char.IsLowSurrogate((char)low))
            {
                i = next;
                return char.ConvertToUtf32((char)unit, (char)low);
            }
        }

        return unit;
    }

    private static int ReadHex(ReadOnlySpan<byte> raw, ref int i)
    {
        var value = 0;
        for (var end = i + 4; i < end; i++)
        {
            value = (value << 4) | ((raw[i] & 0xF) + (raw[i] > '9' ? 9 : 0));
        }

        return value;
    }

    // Half of a surrogate pair is encoded as if it were a code point, so that two different strings stay different.
    private static int Encode(int codePoint, Span<byte> output)
    {
        switch (codePoint)
        {
            case < 0x80:
                output[0] = (byte)codePoint;
                return 1;
            case < 0x800:
                output[0] = (byte)(0xC0 | (codePoint >> 6));
                output[1] = (byte)(0x80 | (codePoint & 0x3F));
                return 2;
            case < 0x10000:
                output[0] = (byte)(0xE0 | (codePoint >> 12));
                output[1] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
                output[2] = (byte)(0x80 | (codePoint & 0x3F));
                return 3;
            default:
                output[0] = (byte)(0xF0 | (codePoint >> 18));
                output[1] = (byte)(0x80 | ((codePoint >> 12) & 0x3F));
                output[2] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
                output[3] = (byte)(0x80 | (codePoint & 0x3F));
                return 4;
        }
    }
}
