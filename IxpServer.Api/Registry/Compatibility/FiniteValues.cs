using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>Where the old schema accepts only a few values, each of them is tried.</summary>
internal static class FiniteValues
{
    private const int Most = 1_000;

    /// <summary>Keywords that are likely to be the reason, the likeliest first.</summary>
    private static readonly string[] Telling = ["enum", "const", "type", "anyOf", "oneOf"];

    private static readonly SchemaOptions Asserting = new() { AssertFormats = true };
    private static readonly JsonElement Null = JsonElement.Parse("null");
    private static readonly JsonElement[] Booleans = [JsonElement.Parse("true"), JsonElement.Parse("false")];

    /// <summary>The breaks; null when the values are too many or the schema cannot be judged by itself.</summary>
    internal static List<SchemaBreak>? Breaks(AcceptedValues old, JsonElement next, string at)
    {
        if (Candidates(old) is not { } candidates || Compile(next, Asserting) is not { } compiled)
        {
            return null;
        }

        var parts = old.Parts.Select(part => Compile(part, null)).OfType<CompiledSchema>().ToList();
        var telling = Array.Find(Telling, keyword => next.TryGetProperty(keyword, out _));
        var place = telling is null ? "" : $"/{telling}";
        return
        [
            .. candidates
                .Where(value => parts.TrueForAll(part => part.IsValid(value)) && !compiled.IsValid(value))
                .Select(value => new SchemaBreak(at + place, $"refuses {Http.IxpError.Clip(value.GetRawText())}")),
        ];
    }

    private static List<JsonElement>? Candidates(AcceptedValues old)
    {
        foreach (var value in old.Values("const"))
        {
            return [value];
        }

        foreach (var values in old.Values("enum"))
        {
            return values.GetArrayLength() <= Most ? [.. values.EnumerateArray()] : null;
        }

        return old.ValueTypes switch
        {
            ValueTypes.Null => [Null],
            ValueTypes.Boolean => [.. Booleans],
            ValueTypes.Null | ValueTypes.Boolean => [Null, .. Booleans],
            _ => null,
        };
    }

    /// <summary>A schema by itself; one with references is more than itself.</summary>
    private static CompiledSchema? Compile(JsonElement schema, SchemaOptions? options) =>
        !References.Has(schema) && CompiledSchema.TryCompile(schema, options, out var compiled, out _)
            ? compiled
            : null;
}
