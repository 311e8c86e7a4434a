using System.Buffers;
using System.Text;

namespace IxpServer.JsonSchema.Formats;

/// <summary>URIs (RFC 3986, appendix A) and IRIs (RFC 3987, section 2.2).</summary>
internal static class UriSyntax
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string SubDelims = "!$&'()*+,;=";

    private static readonly SearchValues<byte> PathText = Set(Unreserved + SubDelims + ":@/");
    private static readonly SearchValues<byte> QueryText = Set(Unreserved + SubDelims + ":@/?");
    private static readonly SearchValues<byte> NameText = Set(Unreserved + SubDelims);
    private static readonly SearchValues<byte> UserText = Set(Unreserved + SubDelims + ":");
    private static readonly SearchValues<byte> HexText = Set("0123456789ABCDEFabcdef");
    private static readonly SearchValues<byte> SchemeText = Set(Unreserved[..62] + "+-.");

    /// <summary>Whether it is a URI, with a scheme.</summary>
    public static bool IsUri(ReadOnlySpan<byte> text) => Check(text, isInternational: false, needsScheme: true);

    /// <summary>Whether it is a URI or a relative reference.</summary>
    public static bool IsUriReference(ReadOnlySpan<byte> text) =>
        Check(text, isInternational: false, needsScheme: false);

    /// <summary>Whether it is an IRI, with a scheme.</summary>
    public static bool IsIri(ReadOnlySpan<byte> text) => Check(text, isInternational: true, needsScheme: true);

    /// <summary>Whether it is an IRI or a relative reference.</summary>
    public static bool IsIriReference(ReadOnlySpan<byte> text) =>
        Check(text, isInternational: true, needsScheme: false);

    /// <summary>Whether a code point beyond ASCII may stand in an IRI; private ones only in a query.</summary>
    public static bool IsInternational(int value, bool isPrivateAllowed) =>
        value switch
        {
            (>= 0xE000 and <= 0xF8FF) or >= 0xF0000 => isPrivateAllowed && (value & 0xFFFF) <= 0xFFFD,
            <= 0xD7FF => value >= 0xA0,
            <= 0xFFFF => value is (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFEF),
            _ => (value & 0xFFFF) <= 0xFFFD && value is < 0xE0000 or >= 0xE1000,
        };

    private static bool Check(ReadOnlySpan<byte> text, bool isInternational, bool needsScheme)
    {
        var hash = text.IndexOf((byte)'#');
        if (hash >= 0 && !IsText(text[(hash + 1)..], QueryText, isInternational))
        {
            return false;
        }

        text = hash < 0 ? text : text[..hash];
        var mark = text.IndexOf((byte)'?');
        if (mark >= 0 && !IsText(text[(mark + 1)..], QueryText, isInternational, isPrivateAllowed: true))
        {
            return false;
        }

        text = mark < 0 ? text : text[..mark];
        var colon = text.IndexOf((byte)':');
        var slash = text.IndexOf((byte)'/');
        if (colon >= 0 && (slash < 0 || colon < slash))
        {
            // In a relative reference the first segment has no colon, so this must be a scheme.
            return IsScheme(text[..colon]) && IsHierarchy(text[(colon + 1)..], isInternational);
        }

        return !needsScheme && IsHierarchy(text, isInternational);
    }

    private static bool IsScheme(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && char.IsAsciiLetter((char)text[0]) && !text.ContainsAnyExcept(SchemeText);

    private static bool IsHierarchy(ReadOnlySpan<byte> text, bool isInternational)
    {
        if (!text.StartsWith("//"u8))
        {
            return IsText(text, PathText, isInternational);
        }

        var slash = text[2..].IndexOf((byte)'/');
        var authority = slash < 0 ? text[2..] : text.Slice(2, slash);
        return IsAuthority(authority, isInternational)
            && (slash < 0 || IsText(text[(2 + slash)..], PathText, isInternational));
    }

    private static bool IsAuthority(ReadOnlySpan<byte> text, bool isInternational)
    {
        var at = text.IndexOf((byte)'@');
        if (at >= 0 && !IsText(text[..at], UserText, isInternational))
        {
            return false;
        }

        text = text[(at + 1)..];
        var hostEnd = text.StartsWith("["u8) ? text.IndexOf((byte)']') + 1 : text.IndexOf((byte)':');
        hostEnd = hostEnd < 0 ? text.Length : hostEnd;
        var host = text[..hostEnd];
        var port = text[hostEnd..];
        return (
                host is [(byte)'[', .. var address, (byte)']']
                    ? IsAddress(address)
                    : IsText(host, NameText, isInternational)
            ) && (port.IsEmpty || (port[0] == ':' && !port[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9')));
    }

    private static bool IsAddress(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (text[0] | 0x20) != 'v')
        {
            return IpAddress.IsIpv6(text);
        }

        // "v" version "." address, for addresses yet to come.
        var dot = text.IndexOf((byte)'.');
        return dot > 1
            && dot + 1 < text.Length
            && !text[1..dot].ContainsAnyExcept(HexText)
            && !text[(dot + 1)..].ContainsAnyExcept(UserText);
    }

    private static bool IsText(
        ReadOnlySpan<byte> text,
        SearchValues<byte> allowed,
        bool isInternational,
        bool isPrivateAllowed = false
    )
    {
        for (var at = text.IndexOfAnyExcept(allowed); at >= 0; at = text.IndexOfAnyExcept(allowed))
        {
            text = text[at..];
            if (IsPercentEncoded(text))
            {
                text = text[3..];
                continue;
            }

            if (
                !isInternational
                || text[0] < 0x80
                || Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done
                || !IsInternational(rune.Value, isPrivateAllowed)
            )
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>Whether a text starts with a percent sign and two hexadecimal digits.</summary>
    public static bool IsPercentEncoded(ReadOnlySpan<byte> text) =>
        text.Length >= 3
        && text[0] == '%'
        && char.IsAsciiHexDigit((char)text[1])
        && char.IsAsciiHexDigit((char)text[2]);

    private static SearchValues<byte> Set(string characters) =>
        SearchValues.Create(Encoding.ASCII.GetBytes(characters));
}
