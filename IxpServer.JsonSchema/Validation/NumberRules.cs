using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <summary>Limits of numbers (JSON Schema Validation 2020-12, section 6.2), compared without rounding.</summary>
internal sealed class NumberRules
{
    private static readonly string[] Keywords =
    [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ];

    private readonly NumberLimit[] limits;
    private readonly bool integersOnly;
    private readonly bool integersByText;

    private readonly long lowest = long.MinValue;
    private readonly long highest = long.MaxValue;
    private readonly bool isRange;

    private NumberRules(NumberLimit[] limits, bool integersOnly, bool integersByText)
    {
        this.limits = limits;
        this.integersOnly = integersOnly;
        this.integersByText = integersByText;
        isRange = true;
        foreach (var limit in limits)
        {
            isRange &= limit.TryNarrow(ref lowest, ref highest);
        }
    }

    /// <summary>Reads the keywords.</summary>
    public static NumberRules? Read(SchemaReader reader, bool integersOnly)
    {
        var found = new List<NumberLimit>();
        foreach (var keyword in Keywords)
        {
            if (NumberLimit.Read(reader, keyword) is { } limit)
            {
                found.Add(limit);
            }
        }

        NumberLimit[] limits = [.. found];
        return limits.Length == 0 && !integersOnly
            ? null
            : new NumberRules(limits, integersOnly, reader.Dialect.HasIntegersByText);
    }

    /// <summary>Evaluates a number.</summary>
    public bool Evaluate(JsonElement number, SchemaNode node, Run run)
    {
        var raw = JsonMarshal.GetRawUtf8Value(number);
        var isSmall = ScaledNumber.TryParse(raw, out var small);
        if (isRange && isSmall && small.Scale == 0 && small.Mantissa >= lowest && small.Mantissa <= highest)
        {
            return true;
        }

        var ok = !integersOnly || IsInteger(raw, isSmall, small) || node.RejectType(number, run);
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

    private bool IsInteger(ReadOnlySpan<byte> raw, bool isSmall, ScaledNumber small) =>
        integersByText ? !raw.ContainsAny((byte)'.', (byte)'e', (byte)'E')
        : isSmall ? small.IsInteger
        : new ExactNumber(raw).IsInteger;
}
