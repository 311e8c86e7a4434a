using System.Text.Json;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// How many characters, items or members there may be: <c>minLength</c> and <c>maxLength</c>, <c>minItems</c> and
/// <c>maxItems</c>, <c>minProperties</c> and <c>maxProperties</c> (JSON Schema Validation 2020-12, sections 6.3 to 6.5).
/// </summary>
internal sealed class CountRules
{
    private readonly CountKind kind;
    private readonly JsonElement least;
    private readonly JsonElement most;

    private CountRules(CountKind kind, CountLimit? min, CountLimit? max)
    {
        this.kind = kind;
        (least, most) = (min?.Source ?? default, max?.Source ?? default);
        Min = min?.Value ?? 0;
        Max = max?.Value ?? int.MaxValue;
    }

    /// <summary>The smallest count admitted.</summary>
    public int Min { get; }

    /// <summary>The largest count admitted.</summary>
    public int Max { get; }

    /// <summary>Reads the keywords of a kind; null when there are none.</summary>
    public static CountRules? Read(SchemaReader reader, CountKind kind)
    {
        var (min, max) = (reader.Count(kind.Min), reader.Count(kind.Max));
        return min is null && max is null ? null : new CountRules(kind, min, max);
    }

    /// <summary>Evaluates a count.</summary>
    public bool Evaluate(int count, SchemaNode node, Run run)
    {
        if (count < Min)
        {
            run.Faults?.Add(node, kind.Min, "must have at least " + Text(least), new() { Limit = least });
        }

        if (count > Max)
        {
            run.Faults?.Add(node, kind.Max, "must have at most " + Text(most), new() { Limit = most });
        }

        return count >= Min && count <= Max;
    }

    private string Text(JsonElement limit) =>
        limit.GetRawText() == "1" ? "1 " + kind.One : $"{Messages.Cut(limit.GetRawText())} {kind.Many}";
}

/// <summary>What is counted: the keywords, and what one and several of it are called.</summary>
internal sealed record CountKind(string Min, string Max, string One, string Many)
{
    public static readonly CountKind Characters = new("minLength", "maxLength", "character", "characters");
    public static readonly CountKind Items = new("minItems", "maxItems", "item", "items");
    public static readonly CountKind Properties = new("minProperties", "maxProperties", "property", "properties");
}
