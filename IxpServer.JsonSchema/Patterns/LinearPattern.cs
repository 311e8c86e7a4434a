using System.Text;

namespace IxpServer.JsonSchema.Patterns;

/// <summary>
/// A pattern that is a sequence of repeated sets from the start of the text, such as ^[A-Z]{3}-[0-9]+$. Where no set
/// overlaps the one that may follow it, taking as much as possible is always right, so the text is read once, as UTF-8.
/// </summary>
internal sealed class LinearPattern
{
    private readonly List<Step> steps = [];
    private bool startsAtStart;
    private bool endsAtEnd;
    private bool isBroken;

    /// <summary>Whether the pattern is anchored and never has to go back.</summary>
    public bool IsUsable => startsAtStart && !isBroken && IsDeterministic();

    /// <summary>Adds a set.</summary>
    public LinearPattern With(CodePointSet set, EcmaQuantifier? quantifier)
    {
        isBroken |= endsAtEnd || quantifier is { IsLazy: true };
        steps.Add(new Step(set, quantifier?.Min ?? 1, quantifier?.Max ?? 1));
        return this;
    }

    /// <summary>Adds the anchor ^.</summary>
    public LinearPattern WithStart()
    {
        isBroken |= startsAtStart || steps.Count > 0;
        startsAtStart = true;
        return this;
    }

    /// <summary>Adds the anchor $.</summary>
    public LinearPattern WithEnd()
    {
        isBroken |= endsAtEnd;
        endsAtEnd = true;
        return this;
    }

    /// <summary>Matches a text in UTF-8.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        foreach (var step in steps)
        {
            var count = 0;
            while (count < step.Max && step.TryTake(ref text))
            {
                count++;
            }

            if (count < step.Min)
            {
                return false;
            }
        }

        return !endsAtEnd || text.IsEmpty;
    }

    private bool IsDeterministic()
    {
        for (var i = 0; i < steps.Count; i++)
        {
            // A fixed number of repetitions leaves no choice.
            for (var next = i + 1; next < steps.Count && steps[i].Min != steps[i].Max; next++)
            {
                if (steps[i].Set.Overlaps(steps[next].Set))
                {
                    return false;
                }

                if (steps[next].Min > 0)
                {
                    break;
                }
            }
        }

        return true;
    }

    private sealed class Step
    {
        private readonly ulong low;
        private readonly ulong high;

        public Step(CodePointSet set, int min, int max)
        {
            (Set, Min, Max) = (set, min, max);
            for (var i = 0; i < 64; i++)
            {
                low |= set.Contains(i) ? 1UL << i : 0;
                high |= set.Contains(i + 64) ? 1UL << i : 0;
            }
        }

        public CodePointSet Set { get; }

        public int Min { get; }

        public int Max { get; }

        public bool TryTake(ref ReadOnlySpan<byte> text)
        {
            if (text.IsEmpty)
            {
                return false;
            }

            var first = text[0];
            if (first < 0x80)
            {
                var isAscii = (((first < 64 ? low : high) >> first) & 1) != 0;
                text = isAscii ? text[1..] : text;
                return isAscii;
            }

            Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (!Set.Contains(rune.Value))
            {
                return false;
            }

            text = text[length..];
            return true;
        }
    }
}
