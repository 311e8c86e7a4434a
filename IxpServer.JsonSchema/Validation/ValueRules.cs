using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Validation;

/// <summary><c>enum</c> and <c>const</c> (JSON Schema Validation 2020-12, sections 6.1.2 and 6.1.3).</summary>
internal sealed class ValueRules
{
    private readonly JsonElement? constant;
    private readonly JsonElement? options;
    private readonly JsonElement[] others;
    private readonly PropertyTable? texts;

    private ValueRules(JsonElement? constant, JsonElement? options)
    {
        this.constant = constant;
        this.options = options;
        var all = options is { } array ? array.EnumerateArray().ToLookup(IsText) : null;
        others = [.. all?[false] ?? []];
        texts = PropertyTable.Of([.. (all?[true] ?? []).Select(choice => choice.GetString()!).Distinct()]);
    }

    /// <summary>The values admitted, or null when there is no telling.</summary>
    public IEnumerable<JsonElement> Choices =>
        constant is { } value ? [value]
        : options is { } array ? array.EnumerateArray()
        : [];

    /// <summary>Reads the keywords.</summary>
    public static ValueRules? Read(SchemaReader reader)
    {
        var options = reader.Any("enum");
        if (options is { ValueKind: not JsonValueKind.Array })
        {
            reader.Fault("enum", "must be an array");
            options = null;
        }

        var constant = reader.Any("const");
        return options is null && constant is null ? null : new ValueRules(constant, options);
    }

    /// <summary>Evaluates a value.</summary>
    public bool Evaluate(JsonElement value, JsonValueKind kind, SchemaNode node, Run run)
    {
        var ok = true;
        if (constant is { } expected && !JsonEquality.AreEqual(expected, value, run))
        {
            ok = false;
            run.Faults?.Add(node, "const", $"must be {Messages.Quote(expected)}", new() { Options = expected });
        }

        if (options is { } admitted && !IsAmong(value, kind, run))
        {
            ok = false;
            run.Faults?.Add(node, "enum", $"must be one of {Messages.Options(admitted)}", new() { Options = admitted });
        }

        return ok;
    }

    private bool IsAmong(JsonElement value, JsonValueKind kind, Run run)
    {
        if (kind == JsonValueKind.String)
        {
            var raw = JsonText.Raw(value);
            return texts is not null && (raw.Contains((byte)'\\') ? IsEscapedAmong(texts, raw) : texts.Find(raw) >= 0);
        }

        foreach (var choice in others)
        {
            if (JsonEquality.AreEqual(choice, value, run))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsText(JsonElement choice) => choice.ValueKind == JsonValueKind.String;

    private static bool IsEscapedAmong(PropertyTable texts, ReadOnlySpan<byte> raw)
    {
        using var text = new UnescapedText(raw, stackalloc byte[128]);
        return texts.Find(text.Bytes) >= 0;
    }
}
