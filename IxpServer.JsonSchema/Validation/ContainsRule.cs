using System.Text.Json;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// <c>contains</c>, <c>minContains</c> and <c>maxContains</c> (JSON Schema Core 2020-12, section 10.3.1.3; Validation,
/// sections 6.4.4 and 6.4.5).
/// </summary>
internal sealed class ContainsRule(SchemaNode schema, CountLimit? min, CountLimit? max, bool doesEvaluate)
{
    /// <summary>The schema that some items must satisfy.</summary>
    public SchemaNode Schema => schema;

    /// <summary>Reads the keywords.</summary>
    public static ContainsRule? Read(SchemaReader reader)
    {
        var (min, max) = (reader.Count("minContains"), reader.Count("maxContains"));
        return reader.Schema("contains") is { } schema
            ? new ContainsRule(schema, min, max, reader.Dialect.DoesContainsEvaluate)
            : null;
    }

    /// <summary>Evaluates an array.</summary>
    public bool Evaluate(JsonElement array, SchemaNode node, Run run, MarkFrame marks)
    {
        marks = doesEvaluate ? marks : MarkFrame.None;
        var least = min?.Value ?? 1;
        var count = 0;
        var position = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (run.Test(schema, item))
            {
                count++;
                run.Marks.Add(marks, position);
                if (count >= least && max is null && marks.Start < 0)
                {
                    return true;
                }
            }

            position++;
        }

        if (count < least)
        {
            run.Faults?.Add(
                node,
                min is null ? "contains" : "minContains",
                $"must contain at least {least} matching item{(least == 1 ? "" : "s")}, but contains {count}",
                new() { Limit = min?.Source }
            );
            return false;
        }

        if (count > max?.Value)
        {
            run.Faults?.Add(
                node,
                "maxContains",
                $"must contain at most {max.Value.Value} matching item{(max.Value.Value == 1 ? "" : "s")}, but contains {count}",
                new() { Limit = max?.Source }
            );
            return false;
        }

        return true;
    }
}
