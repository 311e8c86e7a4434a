using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// <c>unevaluatedProperties</c> and <c>unevaluatedItems</c> (JSON Schema Core 2020-12, section 11): what no other schema
/// applied to the same value has looked at.
/// </summary>
internal sealed class UnevaluatedRules(SchemaNode? properties, SchemaNode? items)
{
    /// <summary>The schema of <c>unevaluatedProperties</c>.</summary>
    public SchemaNode? Properties => properties;

    /// <summary>The schema of <c>unevaluatedItems</c>.</summary>
    public SchemaNode? Items => items;

    /// <summary>Reads the keywords.</summary>
    public static UnevaluatedRules? Read(SchemaReader reader)
    {
        var (properties, items) = (reader.Schema("unevaluatedProperties"), reader.Schema("unevaluatedItems"));
        return properties is null && items is null ? null : new UnevaluatedRules(properties, items);
    }

    /// <summary>Evaluates a value: first everything else in the schema, then what that left.</summary>
    public bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var kind = value.ValueKind;
        var count =
            kind == JsonValueKind.Object && properties is not null ? value.GetPropertyCount()
            : kind == JsonValueKind.Array && items is not null ? value.GetArrayLength()
            : -1;
        if (count < 0)
        {
            return node.EvaluateInside(value, kind, run);
        }

        var outer = run.Marks.Begin(count);
        var ok = node.EvaluateInside(value, kind, run);
        if (ok || run.Faults is not null)
        {
            var marks = run.Marks.Suspend();
            ok &= kind == JsonValueKind.Object ? EvaluateMembers(value, run, marks) : EvaluateItems(value, run, marks);
            run.Marks.Resume(marks);
        }

        run.Marks.End(outer);
        return ok;
    }

    private bool EvaluateMembers(JsonElement value, Run run, MarkFrame marks)
    {
        var ok = true;
        var position = -1;
        foreach (var member in value.EnumerateObject())
        {
            position++;
            if (run.Marks.Contains(marks, position))
            {
                continue;
            }

            run.Marks.Add(marks, position);
            if (run.Faults is not { } faults)
            {
                if (!properties!.Evaluate(member.Value, run))
                {
                    return false;
                }

                continue;
            }

            faults.EnterValue(PropertyName.Of(member));
            ok &= faults.EvaluateMember(properties!, member.Value, "unevaluatedProperties", null, run);
            faults.LeaveValue();
        }

        return ok;
    }

    private bool EvaluateItems(JsonElement value, Run run, MarkFrame marks)
    {
        var ok = true;
        var position = -1;
        foreach (var item in value.EnumerateArray())
        {
            position++;
            if (run.Marks.Contains(marks, position))
            {
                continue;
            }

            run.Marks.Add(marks, position);
            if (run.Faults is not { } faults)
            {
                if (!items!.Evaluate(item, run))
                {
                    return false;
                }

                continue;
            }

            faults.EnterValue(position);
            ok &= faults.EvaluateMember(items!, item, "unevaluatedItems", null, run);
            faults.LeaveValue();
        }

        return ok;
    }
}
