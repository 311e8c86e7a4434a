using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// Items of arrays (JSON Schema Core 2020-12, section 10.3.1; Validation, section 6.4), in one pass.
/// </summary>
internal sealed class ArrayRules
{
    private ContainsRule? contains;
    private CountRules? count;
    private bool unique;
    private string prefixWord = "prefixItems";
    private string itemsWord = "items";

    /// <summary>The schemas of the first items.</summary>
    public SchemaNode[] Prefix { get; private init; } = [];

    /// <summary>The schema of the other items.</summary>
    public SchemaNode? Items { get; private init; }

    /// <summary>The schema of <c>contains</c>.</summary>
    public SchemaNode? Contained => contains?.Schema;

    /// <summary>Every schema applied to items.</summary>
    public IEnumerable<SchemaNode> Schemas =>
        [
            .. Prefix,
            .. Items is null ? Array.Empty<SchemaNode>() : [Items],
            .. contains is null ? Array.Empty<SchemaNode>() : [contains.Schema],
        ];

    /// <summary>Reads the keywords.</summary>
    public static ArrayRules? Read(SchemaReader reader)
    {
        // Until 2019-09 a list of schemas stood under "items", and those of the other items under "additionalItems".
        var isList = reader.Dialect.HasListsInItems && reader.Any("items") is { ValueKind: JsonValueKind.Array };
        var (prefixWord, itemsWord) = isList ? ("items", "additionalItems") : ("prefixItems", "items");
        var rules = new ArrayRules
        {
            prefixWord = prefixWord,
            itemsWord = itemsWord,
            Prefix = reader.Schemas(prefixWord) ?? [],
            Items = reader.Schema(itemsWord),
            contains = ContainsRule.Read(reader),
            count = CountRules.Read(reader, CountKind.Items),
            unique = reader.Flag("uniqueItems"),
        };
        var isEmpty = rules is { Items: null, contains: null, count: null, unique: false, Prefix: [] };
        return isEmpty ? null : rules;
    }

    /// <summary>The schema that applies to an item by its place.</summary>
    public SchemaNode? SchemaOf(int position) => position < Prefix.Length ? Prefix[position] : Items;

    /// <summary>Evaluates an array.</summary>
    public bool Evaluate(JsonElement array, SchemaNode node, Run run)
    {
        var ok = count is null || count.Evaluate(array.GetArrayLength(), node, run);
        if (!ok && run.Faults is null)
        {
            return false;
        }

        var marks = run.Marks.Suspend();
        if (Items is not null && Prefix.Length == 0 && run.Faults is null && marks.Start < 0)
        {
            ok = EvaluatePlain(array, Items, run);
        }
        else if (Items is not null || Prefix.Length > 0)
        {
            ok &= EvaluateItems(array, run, marks);
        }

        if (contains is not null && (ok || run.Faults is not null))
        {
            ok &= contains.Evaluate(array, node, run, marks);
        }

        run.Marks.Resume(marks);
        if (unique && (ok || run.Faults is not null) && UniqueItems.FindDuplicate(array, run) is var (first, second))
        {
            ok = false;
            run.Faults?.Add(node, "uniqueItems", $"must not repeat items: {first} and {second} are equal");
        }

        return ok;
    }

    private static bool EvaluatePlain(JsonElement array, SchemaNode schema, Run run)
    {
        var items = array.EnumerateArray();
        while (items.MoveNext())
        {
            if (!schema.Evaluate(items.Current, run))
            {
                return false;
            }
        }

        return true;
    }

    private bool EvaluateItems(JsonElement array, Run run, MarkFrame marks)
    {
        var ok = true;
        var position = 0;
        foreach (var item in array.EnumerateArray())
        {
            var schema = SchemaOf(position);
            if (schema is null)
            {
                break;
            }

            if (run.Faults is null)
            {
                if (!schema.Evaluate(item, run))
                {
                    return false;
                }
            }
            else
            {
                ok &= EvaluateItem(item, position, schema, run, run.Faults);
            }

            run.Marks.Add(marks, position++);
        }

        return ok;
    }

    private bool EvaluateItem(JsonElement item, int position, SchemaNode schema, Run run, FaultCollector faults)
    {
        var isPrefix = position < Prefix.Length;
        faults.EnterValue(position);
        faults.Enter(isPrefix ? prefixWord : itemsWord, isPrefix ? position : null);
        var ok = schema.Evaluate(item, run);
        faults.Leave(isPrefix ? 2 : 1);
        faults.LeaveValue();
        return ok;
    }
}
