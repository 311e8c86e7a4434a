using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <summary>Limits of numbers (JSON Schema Validation 2020-12, section 6.2), compared without rounding.</summary>
internal sealed class NumberRules
{
    private readonly NumberLimit[] limits;
    private readonly bool integersOnly;

    private NumberRules(NumberLimit[] limits, bool integersOnly) =>
        (this.limits, this.integersOnly) = (limits, integersOnly);

    /// <summary>Reads the keywords.</summary>
    public static NumberRules? Read(SchemaReader reader, bool integersOnly)
    {
        var limits = new List<NumberLimit>();
        foreach (
            var keyword in (ReadOnlySpan<string>)
                ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
        )
        {
            if (reader.Number(keyword) is not { } source)
            {
                continue;
            }

            var limit = new NumberLimit(keyword, source);
            if (keyword == "multipleOf" && !limit.IsPositive)
            {
                reader.Fault(keyword, "must be greater than zero");
                continue;
            }

            limits.Add(limit);
        }

        return limits.Count == 0 && !integersOnly ? null : new NumberRules([.. limits], integersOnly);
    }

    /// <summary>Evaluates a number.</summary>
    public bool Evaluate(JsonElement number, SchemaNode node, Run run)
    {
        var raw = JsonMarshal.GetRawUtf8Value(number);
        var isSmall = ScaledNumber.TryParse(raw, out var small);
        var isWhole = !integersOnly || (isSmall ? small.IsInteger : new ExactNumber(raw).IsInteger);
        var ok = isWhole || node.RejectType(number, run);
        if (!ok && run.Faults is null)
        {
            return false;
        }

        foreach (var limit in limits)
        {
            if (isSmall && limit.IsSmall ? limit.Admits(small) : limit.Admits(raw))
            {
                continue;
            }

            ok = false;
            if (run.Faults is null)
            {
                break;
            }

            run.Faults.Add(node, limit.Keyword, limit.Message, new() { Limit = limit.Source });
        }

        return ok;
    }
}

/// <summary>One limit of numbers.</summary>
internal sealed class NumberLimit
{
    private readonly LimitKind kind;
    private readonly ScaledNumber small;

    public NumberLimit(string keyword, JsonElement source)
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

    /// <summary>Whether the limit is greater than zero.</summary>
    public bool IsPositive => new ExactNumber(Raw).CompareTo(new ExactNumber("0"u8)) > 0;

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

    private bool Admits(int comparison) =>
        kind switch
        {
            LimitKind.Minimum => comparison >= 0,
            LimitKind.Maximum => comparison <= 0,
            LimitKind.ExclusiveMinimum => comparison > 0,
            _ => comparison < 0,
        };
}
