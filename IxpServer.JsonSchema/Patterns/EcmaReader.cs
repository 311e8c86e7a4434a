using System.Globalization;

namespace IxpServer.JsonSchema.Patterns;

/// <summary>Reads a regular expression code point by code point.</summary>
internal sealed class EcmaReader(string source)
{
    private readonly int[] text = [.. source.EnumerateRunes().Select(rune => rune.Value)];
    private int at;

    /// <summary>Whether everything has been read.</summary>
    public bool IsAtEnd => at == text.Length;

    /// <summary>The code point read last, or -1.</summary>
    public int Previous => at == 0 ? -1 : text[at - 1];

    /// <summary>The next code point, which must exist.</summary>
    public int Peek() => text[at];

    /// <summary>Reads the next code point.</summary>
    public int Take() => IsAtEnd ? throw new FormatException("ends too early") : text[at++];

    /// <summary>Reads a character if it is next.</summary>
    public bool TryTake(char expected)
    {
        var found = at < text.Length && text[at] == expected;
        at += found ? 1 : 0;
        return found;
    }

    /// <summary>Reads a text if it is next.</summary>
    public bool TryTake(string expected)
    {
        if (text.Length - at < expected.Length)
        {
            return false;
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (text[at + i] != expected[i])
            {
                return false;
            }
        }

        at += expected.Length;
        return true;
    }

    /// <summary>Reads up to a character and that character too.</summary>
    public string TakeUntil(char end)
    {
        var start = at;
        while (Take() != end) { }
        return string.Concat(text[start..(at - 1)].Select(char.ConvertFromUtf32));
    }

    /// <summary>Reads hexadecimal digits; null, and nothing read, when they are not there.</summary>
    public int? TakeHex(int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++)
        {
            if (at + i >= text.Length || text[at + i] > 'f' || !char.IsAsciiHexDigit((char)text[at + i]))
            {
                return null;
            }

            value = (value << 4) | Convert.ToInt32(((char)text[at + i]).ToString(), 16);
        }

        at += count;
        return value;
    }

    /// <summary>Whether a repetition is next.</summary>
    public bool PeekQuantifier()
    {
        var start = at;
        var found = TakeQuantifier() is not null;
        at = start;
        return found;
    }

    /// <summary>Reads a repetition if one is next; braces that are none are left alone.</summary>
    public EcmaQuantifier? TakeQuantifier()
    {
        if (IsAtEnd)
        {
            return null;
        }

        var start = at;
        var (min, max) = Peek() switch
        {
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            '?' => (0, 1),
            '{' => Braces(),
            _ => (-1, -1),
        };
        if (min < 0)
        {
            at = start;
            return null;
        }

        at += Previous == '}' && at > start ? 0 : 1;
        if (max < min)
        {
            throw new FormatException("has a repetition whose bounds are out of order");
        }

        return new EcmaQuantifier(min, max, TryTake('?'));
    }

    private (int Min, int Max) Braces()
    {
        at++;
        var min = Number();
        var max = min;
        if (TryTake(','))
        {
            max = Number() ?? int.MaxValue;
        }

        return min is null || !TryTake('}') ? (-1, -1) : (min.Value, max!.Value);
    }

    private int? Number()
    {
        var start = at;
        var value = 0L;
        while (at < text.Length && text[at] is >= '0' and <= '9')
        {
            value = Math.Min((value * 10) + text[at++] - '0', int.MaxValue);
        }

        return at == start ? null : (int)value;
    }
}

/// <summary>How often something is repeated.</summary>
internal readonly record struct EcmaQuantifier(int Min, int Max, bool IsLazy)
{
    /// <summary>The repetition as .NET writes it.</summary>
    public string Text =>
        (
            Max == int.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"{{{Min},}}")
                : string.Create(CultureInfo.InvariantCulture, $"{{{Min},{Max}}}")
        ) + (IsLazy ? "?" : "");
}
