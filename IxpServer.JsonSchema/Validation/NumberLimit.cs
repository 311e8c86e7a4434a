using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <summary>One limit of numbers.</summary>
internal sealed class NumberLimit
{
    private readonly LimitKind kind;
    private readonly ScaledNumber small;

    private NumberLimit(string keyword, JsonElement source)
    {
        Keyword = keyword;
        Source = source;
        kind = keyword switch
        {
            "minimum" => LimitKind.Minimum,
            "maximum" => LimitKind.Maximum,
            "exclusiveMinimum" => LimitKind.ExclusiveMinimum,
            "exclusiveMaximum" => LimitKind.ExclusiveMaximum,
            _ => LimitKind.MultipleOf,
        };
        IsSmall = ScaledNumber.TryParse(JsonMarshal.GetRawUtf8Value(source), out small);
    }

    private enum LimitKind
    {
        Minimum,
        Maximum,
        ExclusiveMinimum,
        ExclusiveMaximum,
        MultipleOf,
    }

    /// <summary>The keyword.</summary>
    public string Keyword { get; }

    /// <summary>The keyword's value.</summary>
    public JsonElement Source { get; }

    /// <summary>Whether the limit can be compared as a <see cref="ScaledNumber"/>.</summary>
    public bool IsSmall { get; }

    private bool IsPositive => new ExactNumber(Raw).CompareTo(new ExactNumber("0"u8)) > 0;

    /// <summary>Reads a keyword; null when it is absent or malformed.</summary>
    public static NumberLimit? Read(SchemaReader reader, string keyword)
    {
        if (reader.Dialect.HasFlagsOfLimits && keyword != "multipleOf")
        {
            return ReadFlagged(reader, keyword);
        }

        if (reader.Any(keyword) is { ValueKind: JsonValueKind.True or JsonValueKind.False })
        {
            reader.Fault(
                keyword,
                "must be a number (true and false are of draft-04, which '$schema' would have to name)"
            );
            return null;
        }

        var limit = reader.Number(keyword) is { } source ? new NumberLimit(keyword, source) : null;
        if (limit is { kind: LimitKind.MultipleOf, IsPositive: false })
        {
            reader.Fault(keyword, "must be greater than zero");
            return null;
        }

        return limit;
    }

    /// <summary>Narrows a range of whole numbers to those within the limit; false when it is no such range.</summary>
    public bool TryNarrow(ref long lowest, ref long highest)
    {
        var step = kind is LimitKind.ExclusiveMinimum or LimitKind.ExclusiveMaximum ? 1 : 0;
        if (kind is LimitKind.Minimum or LimitKind.ExclusiveMinimum)
        {
            lowest = Math.Max(lowest, small.Mantissa + step);
        }
        else
        {
            highest = Math.Min(highest, small.Mantissa - step);
        }

        return IsSmall && small.Scale == 0 && kind != LimitKind.MultipleOf;
    }

    /// <summary>What to say when a number is beyond the limit.</summary>
    public string Message =>
        kind switch
        {
            LimitKind.Minimum => "must be at least ",
            LimitKind.Maximum => "must be at most ",
            LimitKind.ExclusiveMinimum => "must be greater than ",
            LimitKind.ExclusiveMaximum => "must be less than ",
            _ => "must be a multiple of ",
        } + Messages.Cut(Source.GetRawText());

    private ReadOnlySpan<byte> Raw => JsonMarshal.GetRawUtf8Value(Source);

    /// <summary>Whether a number is within the limit.</summary>
    public bool Admits(ScaledNumber number) =>
        kind == LimitKind.MultipleOf ? number.IsMultipleOf(small) : Admits(number.CompareTo(small));

    /// <summary>Whether a number of any size is within the limit.</summary>
    public bool Admits(ReadOnlySpan<byte> raw) =>
        kind == LimitKind.MultipleOf
            ? new ExactNumber(raw).IsMultipleOf(new ExactNumber(Raw))
            : Admits(new ExactNumber(raw).CompareTo(new ExactNumber(Raw)));

    // In draft-04 the number stands under "minimum", and "exclusiveMinimum" says that it is no more admitted itself.
    private static NumberLimit? ReadFlagged(SchemaReader reader, string keyword)
    {
        var (plain, flag) = keyword is "minimum" or "exclusiveMinimum"
            ? ("minimum", "exclusiveMinimum")
            : ("maximum", "exclusiveMaximum");
        var isExclusive = reader.Flag(flag);
        if (isExclusive && reader.Any(plain) is null)
        {
            reader.Fault(flag, $"says how '{plain}' is meant, which is not there");
        }

        return isExclusive == (keyword == flag) && reader.Number(plain) is { } source
            ? new NumberLimit(keyword, source)
            : null;
    }

    private bool Admits(int comparison) =>
        kind switch
        {
            LimitKind.Minimum => comparison >= 0,
            LimitKind.Maximum => comparison <= 0,
            LimitKind.ExclusiveMinimum => comparison > 0,
            _ => comparison < 0,
        };
}
