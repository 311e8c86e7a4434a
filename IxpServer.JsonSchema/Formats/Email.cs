using System.Buffers;

namespace IxpServer.JsonSchema.Formats;

/// <summary>Mailboxes (RFC 5321, section 4.1.2) and international ones (RFC 6531, section 3.3).</summary>
internal static class Email
{
    private const int MaxLocalPart = 64;
    private const int MaxMailbox = 254;

    private static readonly SearchValues<byte> AtomText = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-/=?^_`{|}~"u8
    );

    /// <summary>Whether it is a mailbox in ASCII.</summary>
    public static bool IsEmail(ReadOnlySpan<byte> text) => IsMailbox(text, isInternational: false);

    /// <summary>Whether it is a mailbox that may have letters of any script.</summary>
    public static bool IsInternationalEmail(ReadOnlySpan<byte> text) => IsMailbox(text, isInternational: true);

    private static bool IsMailbox(ReadOnlySpan<byte> text, bool isInternational)
    {
        var at = text.LastIndexOf((byte)'@');
        if (at < 1 || at > MaxLocalPart || text.Length > MaxMailbox)
        {
            return false;
        }

        var local = text[..at];
        var domain = text[(at + 1)..];
        return (local[0] == '"' ? IsQuoted(local, isInternational) : IsDotted(local, isInternational))
            && (
                domain is [(byte)'[', .. var literal, (byte)']'] ? IsAddress(literal)
                : isInternational ? Hostname.IsInternationalHostname(domain)
                : Hostname.IsHostname(domain)
            );
    }

    private static bool IsDotted(ReadOnlySpan<byte> text, bool isInternational)
    {
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            var atom = dot < 0 ? text : text[..dot];
            if (atom.IsEmpty || !IsAtom(atom, isInternational))
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

    private static bool IsAtom(ReadOnlySpan<byte> text, bool isInternational)
    {
        var other = text.IndexOfAnyExcept(AtomText);
        while (other >= 0)
        {
            if (!isInternational || text[other] < 0x80)
            {
                return false;
            }

            text = text[(other + 1)..];
            other = text.IndexOfAnyExcept(AtomText);
        }

        return true;
    }

    private static bool IsQuoted(ReadOnlySpan<byte> text, bool isInternational)
    {
        if (text.Length < 2 || text[^1] != '"')
        {
            return false;
        }

        var inner = text[1..^1];
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\')
            {
                i++;
                if (i == inner.Length || inner[i] is < 0x20 or > 0x7E)
                {
                    return false;
                }
            }
            else if (inner[i] is < 0x20 or (byte)'"' or 0x7F || (inner[i] > 0x7F && !isInternational))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAddress(ReadOnlySpan<byte> text) =>
        text.StartsWith("IPv6:"u8) ? IpAddress.IsIpv6(text[5..]) : IpAddress.IsIpv4(text);
}
