namespace IxpServer.JsonSchema.Validation;

/// <summary>Which members or items of one instance have been evaluated, as positions in a set of bits.</summary>
/// <param name="Start">The first word in the shared array; negative when nobody asks.</param>
/// <param name="Count">The number of members or items.</param>
internal readonly record struct MarkFrame(int Start, int Count)
{
    public static readonly MarkFrame None = new(-1, 0);

    public int Words => (Count + 63) >> 6;
}

/// <summary>
/// The annotations that <c>unevaluatedProperties</c> and <c>unevaluatedItems</c> depend on (JSON Schema Core 2020-12,
/// section 11). They are kept only while such a keyword is waiting for them, on a stack that is reused.
/// </summary>
internal sealed class EvaluatedMarks
{
    private ulong[] words = new ulong[16];
    private int top;
    private MarkFrame current = MarkFrame.None;

    /// <summary>Whether anything at the present instance is asked for.</summary>
    public bool IsActive => current.Start >= 0;

    /// <summary>Starts a set of its own for an instance with this many members or items.</summary>
    public MarkFrame Begin(int count)
    {
        var outer = current;
        current = new MarkFrame(top, count);
        Reserve(current.Words);
        words.AsSpan(current.Start, current.Words).Clear();
        return outer;
    }

    /// <summary>Ends the set; what it holds also counts for the outer one, which is about the same instance.</summary>
    public void End(MarkFrame outer)
    {
        for (var i = 0; outer.Start >= 0 && i < outer.Words; i++)
        {
            words[outer.Start + i] |= words[current.Start + i];
        }

        top = current.Start;
        current = outer;
    }

    /// <summary>Stops marking while the values inside the present instance are visited.</summary>
    public MarkFrame Suspend()
    {
        var frame = current;
        current = MarkFrame.None;
        return frame;
    }

    /// <summary>Goes back to a suspended set.</summary>
    public void Resume(MarkFrame frame) => current = frame;

    /// <summary>Marks a member or an item as evaluated.</summary>
    public void Add(MarkFrame frame, int position)
    {
        if (frame.Start >= 0)
        {
            words[frame.Start + (position >> 6)] |= 1UL << position;
        }
    }

    /// <summary>Whether a member or an item of the present instance has been evaluated.</summary>
    public bool Contains(MarkFrame frame, int position) =>
        (words[frame.Start + (position >> 6)] & (1UL << position)) != 0;

    /// <summary>Remembers the present set, before a branch that may fail.</summary>
    public int Save()
    {
        var copy = top;
        if (IsActive)
        {
            Reserve(current.Words);
            words.AsSpan(current.Start, current.Words).CopyTo(words.AsSpan(copy));
        }

        return copy;
    }

    /// <summary>Ends what <see cref="Save"/> began; a branch that failed leaves no marks.</summary>
    public void Settle(int saved, bool keep)
    {
        if (IsActive && !keep)
        {
            words.AsSpan(saved, current.Words).CopyTo(words.AsSpan(current.Start));
        }

        top = saved;
    }

    private void Reserve(int count)
    {
        top += count;
        if (top > words.Length)
        {
            Array.Resize(ref words, Math.Max(top, words.Length * 2));
        }
    }
}
