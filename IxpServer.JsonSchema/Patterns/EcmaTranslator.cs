using System.Globalization;
using System.Text;

namespace IxpServer.JsonSchema.Patterns;

/// <summary>
/// Translates a regular expression of ECMA-262 with the flag u (section 22.2.1) into one of .NET. Every class is worked
/// out as a set of code points first, so that \d, \w, \s, \p and the dot mean exactly what ECMA-262 says. Beyond the flag
/// u, escaped punctuation and single braces are taken literally, as browsers do without the flag.
/// </summary>
internal sealed class EcmaTranslator
{
    private const int MaxDepth = 100;
    private const int MaxLength = 10_000;
    private const string WordClass = "[0-9A-Z_a-z]";

    private readonly EcmaReader reader;
    private readonly EcmaGroups groups;
    private readonly StringBuilder output = new();
    private int group;
    private int depth;

    private EcmaTranslator(string source)
    {
        reader = new EcmaReader(source);
        groups = EcmaGroups.Find(source);
    }

    /// <summary>Whether the expression needs no backtracking, so that it runs in linear time.</summary>
    private bool IsRegular { get; set; } = true;

    /// <summary>The expression as a sequence of sets, as long as it is no more than that.</summary>
    private LinearPattern? Linear { get; set; } = new();

    /// <summary>Translates an expression.</summary>
    /// <exception cref="FormatException">It is not valid; the message says why.</exception>
    public static EcmaPattern Translate(string source)
    {
        if (source.Length > MaxLength)
        {
            throw new FormatException($"is longer than {MaxLength} characters");
        }

        var translator = new EcmaTranslator(source);
        var size = translator.Disjunction();
        if (!translator.reader.IsAtEnd)
        {
            throw new FormatException("has a ')' too many");
        }

        var linear = translator.Linear is { IsUsable: true } usable ? usable : null;
        return new EcmaPattern(translator.output.ToString(), translator.IsRegular, size, linear);
    }

    private long Disjunction()
    {
        if (++depth > MaxDepth)
        {
            throw new FormatException("has too many groups in one another");
        }

        var size = Alternative();
        while (reader.TryTake('|'))
        {
            Linear = null;
            output.Append('|');
            size += Alternative();
        }

        depth--;
        return size;
    }

    private long Alternative()
    {
        var size = 1L;
        while (!reader.IsAtEnd && reader.Peek() is not ('|' or ')'))
        {
            size = Math.Min(size + Term(), int.MaxValue);
        }

        return size;
    }

    private long Term()
    {
        var start = output.Length;
        if (Assertion())
        {
            return reader.PeekQuantifier() ? throw new FormatException("repeats what cannot be repeated") : 1;
        }

        var (size, set) = Atom();
        var quantifier = reader.TakeQuantifier();
        Linear = set is null ? null : Linear?.With(set, quantifier);
        if (quantifier is not { } repeat)
        {
            return size;
        }

        output.Insert(start, "(?:").Append(')').Append(repeat.Text);
        return Math.Min(size * Math.Max(1, repeat.Max == int.MaxValue ? repeat.Min + 1L : repeat.Max), int.MaxValue);
    }

    private bool Assertion()
    {
        if (reader.TryTake('^'))
        {
            Linear = Linear?.WithStart();
            output.Append('^');
            return true;
        }

        if (reader.TryTake('$'))
        {
            Linear = Linear?.WithEnd();
            output.Append("\\z");
            return true;
        }

        if (reader.TryTake("\\b") || reader.TryTake("\\B"))
        {
            // .NET counts letters of every script as part of a word; ECMA-262 only the ASCII ones.
            (Linear, IsRegular) = (null, false);
            var (yes, no) = reader.Previous == 'b' ? ("!", "=") : ("=", "!");
            output.Append(
                CultureInfo.InvariantCulture,
                $"(?:(?<={WordClass})(?{yes}{WordClass})|(?<!{WordClass})(?{no}{WordClass}))"
            );
            return true;
        }

        foreach (var opening in (ReadOnlySpan<string>)["(?=", "(?!", "(?<=", "(?<!"])
        {
            if (reader.TryTake(opening))
            {
                (Linear, IsRegular) = (null, false);
                output.Append(opening);
                CloseGroup();
                return true;
            }
        }

        return false;
    }

    private (long Size, CodePointSet? Set) Atom()
    {
        if (reader.TryTake('('))
        {
            return (Group(), null);
        }

        // What was read last does not tell: after an escaped backslash it is one too.
        var isEscaped = reader.TryTake('\\');
        if (isEscaped && BackReference())
        {
            return (1, null);
        }

        var set =
            isEscaped ? EcmaClass.Escape(reader)
            : reader.TryTake('.') ? CodePointSet.LineEnds.Complement()
            : reader.TryTake('[') ? EcmaClass.Read(reader)
            : reader.PeekQuantifier() ? throw new FormatException("repeats nothing")
            : EcmaClass.Single(reader.Take());
        output.Append(set.ToDotNet());
        return (1, set);
    }

    private long Group()
    {
        Linear = null;
        var isCapture = !reader.TryTake("?:");
        if (isCapture && reader.TryTake("?<"))
        {
            reader.TakeUntil('>');
        }
        else if (isCapture && !reader.IsAtEnd && reader.Peek() == '?')
        {
            throw new FormatException("has a group of a kind that ECMA-262 does not know");
        }

        // Groups get their numbers written out, because .NET would number named groups last.
        group += isCapture ? 1 : 0;
        output.Append(isCapture && groups.AreUsed ? $"(?<{group}>" : "(?:");
        return CloseGroup();
    }

    private long CloseGroup()
    {
        Linear = null;
        var size = Disjunction();
        if (!reader.TryTake(')'))
        {
            throw new FormatException("has a group that is not closed");
        }

        output.Append(')');
        return size;
    }

    private bool BackReference()
    {
        if (reader.IsAtEnd)
        {
            throw new FormatException("ends in a backslash");
        }

        var next = reader.Peek();
        if (next is not ('k' or (>= '1' and <= '9')))
        {
            return false;
        }

        var number = 0;
        if (reader.TryTake("k<"))
        {
            number = groups.NumberOf(reader.TakeUntil('>'));
        }
        else
        {
            while (number < 10_000 && !reader.IsAtEnd && reader.Peek() is >= '0' and <= '9')
            {
                number = (number * 10) + reader.Take() - '0';
            }
        }

        if (number < 1 || number > groups.Count)
        {
            throw new FormatException("refers to a group that it does not have");
        }

        // A group that has not taken part matches the empty string, where .NET would fail.
        IsRegular = false;
        output.Append(CultureInfo.InvariantCulture, $"(?({number})\\{number}|)");
        return true;
    }
}

/// <summary>A translated expression.</summary>
/// <param name="DotNet">The expression for .NET.</param>
/// <param name="IsRegular">Whether it can be matched without backtracking.</param>
/// <param name="Size">About how many states it has when its repetitions are written out.</param>
/// <param name="Linear">The expression as a sequence of sets, if it is no more than that.</param>
internal sealed record EcmaPattern(string DotNet, bool IsRegular, long Size, LinearPattern? Linear);
