using System.Globalization;
using System.Text;

namespace IxpServer.JsonSchema.Patterns;

/// <summary>
/// A set of Unicode code points as sorted ranges that do not touch. Surrogates are in no set: text has none once decoded.
/// </summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;
    private readonly List<(int From, int To)> ranges;

    private CodePointSet(List<(int, int)> ranges) => this.ranges = ranges;

    /// <summary>Every code point.</summary>
    public static CodePointSet All { get; } = Of((0, Last));

    /// <summary>The class \d: ASCII digits only.</summary>
    public static CodePointSet Digits { get; } = Of(('0', '9'));

    /// <summary>The class \w: ASCII letters, digits and the underscore.</summary>
    public static CodePointSet Word { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>What the dot does not match: the line terminators (ECMA-262, section 12.3).</summary>
    public static CodePointSet LineEnds { get; } = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029));

    /// <summary>The class \s: white space and line terminators (ECMA-262, sections 12.2 and 12.3).</summary>
    public static CodePointSet Space { get; } =
        Of(
            (0x09, 0x0D),
            (' ', ' '),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF)
        );

    /// <summary>The ranges, sorted.</summary>
    public IReadOnlyList<(int From, int To)> Ranges => ranges;

    /// <summary>Makes a set of ranges in any order.</summary>
    public static CodePointSet Of(params IEnumerable<(int From, int To)> ranges)
    {
        var merged = new List<(int From, int To)>();
        foreach (var (from, to) in ranges.OrderBy(range => range.From))
        {
            if (merged.Count > 0 && from <= merged[^1].To + 1)
            {
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        return new CodePointSet(merged);
    }

    /// <summary>The union of sets.</summary>
    public static CodePointSet Union(IEnumerable<CodePointSet> sets) => Of(sets.SelectMany(set => set.ranges));

    /// <summary>Every code point that is not in the set.</summary>
    public CodePointSet Complement()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (from, to) in ranges)
        {
            if (next < from)
            {
                gaps.Add((next, from - 1));
            }

            next = to + 1;
        }

        if (next <= Last)
        {
            gaps.Add((next, Last));
        }

        return new CodePointSet(gaps);
    }

    /// <summary>Whether a code point is in the set.</summary>
    public bool Contains(int codePoint)
    {
        var (low, high) = (0, ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < ranges[middle].From)
            {
                high = middle - 1;
            }
            else if (codePoint > ranges[middle].To)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the sets have a code point in common.</summary>
    public bool Overlaps(CodePointSet other)
    {
        var (i, j) = (0, 0);
        while (i < ranges.Count && j < other.ranges.Count)
        {
            if (ranges[i].From <= other.ranges[j].To && other.ranges[j].From <= ranges[i].To)
            {
                return true;
            }

            _ = ranges[i].To < other.ranges[j].To ? i++ : j++;
        }

        return false;
    }

    /// <summary>Writes the set as a .NET expression, which works on UTF-16 and so needs pairs beyond U+FFFF.</summary>
    public string ToDotNet()
    {
        var basic = new StringBuilder();
        var pairs = new StringBuilder();
        foreach (var (from, to) in ranges)
        {
            AppendBasic(basic, from, Math.Min(to, 0xD7FF));
            AppendBasic(basic, Math.Max(from, 0xE000), Math.Min(to, 0xFFFF));
            AppendPairs(pairs, Math.Max(from, 0x10000), to);
        }

        return (basic.Length, pairs.Length) switch
        {
            (0, 0) => "[^\\0-\\uFFFF]",
            (_, 0) => $"[{basic}]",
            (0, _) => $"(?:{pairs.ToString(1, pairs.Length - 1)})",
            _ => $"(?:[{basic}]{pairs})",
        };
    }

    private static void AppendBasic(StringBuilder output, int from, int to)
    {
        if (from <= to)
        {
            output.Append(CultureInfo.InvariantCulture, $"\\u{from:X4}");
            output.Append(from == to ? "" : string.Create(CultureInfo.InvariantCulture, $"-\\u{to:X4}"));
        }
    }

    // Splits a range where the high surrogate changes: whole blocks of low surrogates go together.
    private static void AppendPairs(StringBuilder output, int from, int to)
    {
        while (from <= to)
        {
            var high = 0xD800 + ((from - 0x10000) >> 10);
            var low = 0xDC00 + ((from - 0x10000) & 0x3FF);
            var lastHigh = 0xD800 + ((to - 0x10000) >> 10);
            var lastLow = 0xDC00 + ((to - 0x10000) & 0x3FF);
            if (high < lastHigh && low == 0xDC00)
            {
                var wholeHigh = lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
                output.Append(CultureInfo.InvariantCulture, $"|[\\u{high:X4}-\\u{wholeHigh:X4}][\\uDC00-\\uDFFF]");
                from = ((wholeHigh - 0xD800 + 1) << 10) + 0x10000;
                continue;
            }

            var end = high < lastHigh ? 0xDFFF : lastLow;
            output.Append(CultureInfo.InvariantCulture, $"|\\u{high:X4}[\\u{low:X4}-\\u{end:X4}]");
            from += end - low + 1;
        }
    }
}
