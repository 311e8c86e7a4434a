namespace IxpServer.JsonSchema.Patterns;

/// <summary>Character classes and escapes of ECMA-262 as sets of code points.</summary>
internal static class EcmaClass
{
    /// <summary>The set of one code point.</summary>
    public static CodePointSet Single(int codePoint) => CodePointSet.Of((codePoint, codePoint));

    /// <summary>Reads what follows a backslash outside of a class.</summary>
    public static CodePointSet Escape(EcmaReader reader)
    {
        var kind = reader.Take();
        return kind switch
        {
            'd' => CodePointSet.Digits,
            'D' => CodePointSet.Digits.Complement(),
            'w' => CodePointSet.Word,
            'W' => CodePointSet.Word.Complement(),
            's' => CodePointSet.Space,
            'S' => CodePointSet.Space.Complement(),
            'p' => Property(reader),
            'P' => Property(reader).Complement(),
            _ => Single(Character(kind, reader)),
        };
    }

    /// <summary>Reads a class from after its opening bracket.</summary>
    public static CodePointSet Read(EcmaReader reader)
    {
        var isNegated = reader.TryTake('^');
        var parts = new List<CodePointSet>();
        while (!reader.TryTake(']'))
        {
            var from = Part(reader);
            if (!reader.TryTake('-'))
            {
                parts.Add(from);
                continue;
            }

            if (!reader.IsAtEnd && reader.Peek() == ']')
            {
                parts.AddRange([from, Single('-')]);
                continue;
            }

            var to = Part(reader);
            parts.AddRange(
                Value(from) is { } low && Value(to) is { } high ? [Range(low, high)] : [from, Single('-'), to]
            );
        }

        var set = CodePointSet.Union(parts);
        return isNegated ? set.Complement() : set;
    }

    private static CodePointSet Part(EcmaReader reader)
    {
        if (!reader.TryTake('\\'))
        {
            return Single(reader.IsAtEnd ? throw new FormatException("has a class that is not closed") : reader.Take());
        }

        return reader.TryTake('b') ? Single('\b') : Escape(reader);
    }

    private static CodePointSet Range(int from, int to) =>
        from <= to ? CodePointSet.Of((from, to)) : throw new FormatException("has a range that is out of order");

    private static int? Value(CodePointSet set) =>
        set.Ranges is [var range] && range.From == range.To ? range.From : null;

    private static CodePointSet Property(EcmaReader reader)
    {
        if (!reader.TryTake('{'))
        {
            throw new FormatException("has a \\p without a name in braces");
        }

        var name = reader.TakeUntil('}');
        return UnicodeProperties.Find(name) ?? throw new FormatException($"has an unknown property '\\p{{{name}}}'");
    }

    private static int Character(int kind, EcmaReader reader) =>
        kind switch
        {
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            '0' when reader.IsAtEnd || reader.Peek() is < '0' or > '9' => 0,
            'x' => reader.TakeHex(2) ?? throw new FormatException("has a \\x without two hexadecimal digits"),
            'u' => Unicode(reader),
            'c' when !reader.IsAtEnd && reader.Peek() < 128 && char.IsAsciiLetter((char)reader.Peek()) => reader.Take()
                % 32,
            < 128 when !char.IsAsciiLetterOrDigit((char)kind) && kind != '_' => kind,
            _ => throw new FormatException($"has an unknown escape '\\{char.ConvertFromUtf32(kind)}'"),
        };

    private static int Unicode(EcmaReader reader)
    {
        if (!reader.TryTake('{'))
        {
            var unit = reader.TakeHex(4) ?? throw new FormatException("has a \\u without four hexadecimal digits");
            return char.IsHighSurrogate((char)unit) && reader.TryTake("\\u") && reader.TakeHex(4) is { } low
                ? char.IsLowSurrogate((char)low)
                    ? char.ConvertToUtf32((char)unit, (char)low)
                    : throw new FormatException("has half of a surrogate pair")
                : unit;
        }

        var digits = reader.TakeUntil('}').TrimStart('0').PadLeft(1, '0');
        return
            digits.Length <= 6
            && digits.All(char.IsAsciiHexDigit)
            && Convert.ToInt32(digits, 16) is <= 0x10FFFF and var value
            ? value
            : throw new FormatException("has a \\u{...} that is no code point");
    }
}
