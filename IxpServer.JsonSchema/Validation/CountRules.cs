using System.Text.Json;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// How many characters, items or members there may be: <c>minLength</c> and <c>maxLength</c>, <c>minItems</c> and
/// <c>maxItems</c>, <c>minProperties</c> and <c>maxProperties</c> (JSON Schema Validation 2020-12, sections 6.3 to 6.5).
/// </summary>
internal sealed class CountRules
{
    private readonly string suffix;
    private readonly string one;
    private readonly string many;
    private readonly JsonElement? least;
    private readonly JsonElement? most;

    private CountRules(string suffix, string one, string many, CountLimit? min, CountLimit? max)
    {
        (this.suffix, this.one, this.many) = (suffix, one, many);
        (least, most) = (min?.Source, max?.Source);
        Min = min?.Value ?? 0;
        Max = max?.Value ?? int.MaxValue;
    }

    /// <summary>The smallest count admitted.</summary>
    public int Min { get; }

    /// <summary>The largest count admitted.</summary>
    public int Max { get; }

    /// <summary>Reads the keywords that end in a suffix; null when there are none.</summary>
    public static CountRules? Read(SchemaReader reader, string suffix, string one, string many)
    {
        var (min, max) = (reader.Count("min" + suffix), reader.Count("max" + suffix));
        return min is null && max is null ? null : new CountRules(suffix, one, many, min, max);
    }

    /// <summary>Evaluates a count.</summary>
    public bool Evaluate(int count, SchemaNode node, Run run)
    {
        if (count < Min)
        {
            run.Faults?.Add(node, "min" + suffix, "must have at least " + Text(least!.Value), new() { Limit = least });
        }

        if (count > Max)
        {
            run.Faults?.Add(node, "max" + suffix, "must have at most " + Text(most!.Value), new() { Limit = most });
        }

        return count >= Min && count <= Max;
    }

    private string Text(JsonElement limit) =>
        limit.GetRawText() == "1" ? "1 " + one : $"{Messages.Cut(limit.GetRawText())} {many}";
}
