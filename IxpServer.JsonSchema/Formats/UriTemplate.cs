using System.Buffers;
using System.Text;

namespace IxpServer.JsonSchema.Formats;

/// <summary>URI templates (RFC 6570, section 2).</summary>
internal static class UriTemplate
{
    /// <summary>Whether it is a template.</summary>
    public static bool IsUriTemplate(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] != '{')
            {
                if (!TryTakeLiteral(ref text))
                {
                    return false;
                }

                continue;
            }

            var end = text.IndexOf((byte)'}');
            if (end < 0 || !IsExpression(text[1..end]))
            {
                return false;
            }

            text = text[(end + 1)..];
        }

        return true;
    }

    private static bool TryTakeLiteral(ref ReadOnlySpan<byte> text)
    {
        var first = text[0];
        if (first >= 0x80)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
            text = text[length..];
            return status == OperationStatus.Done && UriSyntax.IsInternational(rune.Value, isPrivateAllowed: true);
        }

        var isEncoded = UriSyntax.IsPercentEncoded(text);
        text = text[(isEncoded ? 3 : 1)..];
        return isEncoded || (first is > 0x20 and < 0x7F && !"\"%<>\\^`{|}"u8.Contains(first));
    }

    private static bool IsExpression(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && "+#./;?&=,!@|"u8.Contains(text[0]))
        {
            text = text[1..];
        }

        while (true)
        {
            var comma = text.IndexOf((byte)',');
            if (!IsVariable(comma < 0 ? text : text[..comma]))
            {
                return false;
            }

            if (comma < 0)
            {
                return true;
            }

            text = text[(comma + 1)..];
        }
    }

    private static bool IsVariable(ReadOnlySpan<byte> text)
    {
        if (text.EndsWith("*"u8))
        {
            text = text[..^1];
        }
        else if (text.IndexOf((byte)':') is >= 0 and var colon)
        {
            var prefix = text[(colon + 1)..];
            if (
                prefix.Length is < 1 or > 4
                || prefix[0] == '0'
                || prefix.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            )
            {
                return false;
            }

            text = text[..colon];
        }

        var afterDot = true;
        while (!text.IsEmpty)
        {
            var isEncoded = UriSyntax.IsPercentEncoded(text);
            var isName = isEncoded || char.IsAsciiLetterOrDigit((char)text[0]) || text[0] == '_';
            if (!isName && (text[0] != '.' || afterDot))
            {
                return false;
            }

            afterDot = !isName;
            text = text[(isEncoded ? 3 : 1)..];
        }

        return !afterDot;
    }
}
