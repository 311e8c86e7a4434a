using System.Text.Json;
using IxpServer.JsonSchema.Validation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>
/// Reads the keywords of one schema object with their types checked. A keyword that is absent, malformed or none of
/// the schema's dialect comes back as null; a malformed one is also reported.
/// </summary>
internal sealed class SchemaReader(SchemaCompiler compiler, SchemaPlace place)
{
    private readonly bool isReference = place.IsReferenceAlone;

    /// <summary>Where the schema stands.</summary>
    public SchemaPlace Place => place;

    /// <summary>The compiler, for references and options.</summary>
    public SchemaCompiler Compiler => compiler;

    /// <summary>What the schema's keywords mean.</summary>
    public Dialect Dialect => place.Resource.Dialect;

    /// <summary>Reports that a keyword is malformed.</summary>
    public void Fault(string keyword, string message) => compiler.Faults.Add(place, keyword, message);

    /// <summary>Any value.</summary>
    public JsonElement? Any(string keyword) => place.Find(keyword, isReference);

    /// <summary>A string.</summary>
    public string? Text(string keyword) => Typed(keyword, "must be a string", JsonValueKind.String)?.GetString();

    /// <summary>True or false; false when absent.</summary>
    public bool Flag(string keyword) =>
        Typed(keyword, "must be true or false", JsonValueKind.True, JsonValueKind.False)?.ValueKind
        == JsonValueKind.True;

    /// <summary>A number.</summary>
    public JsonElement? Number(string keyword) => Typed(keyword, "must be a number", JsonValueKind.Number);

    /// <summary>A whole number that is not negative; as large as an int may be when it is larger.</summary>
    public CountLimit? Count(string keyword)
    {
        if (Number(keyword) is not { } number)
        {
            return null;
        }

        if (
            number.GetRawText().StartsWith('-') && !number.GetRawText().All(c => c is '-' or '0' or '.')
            || !JsonNumber.IsInteger(number)
        )
        {
            Fault(keyword, "must be a whole number, zero or more");
            return null;
        }

        return new CountLimit(
            number.TryGetDecimal(out var count) && count < int.MaxValue ? (int)count : int.MaxValue,
            number
        );
    }

    /// <summary>An array of strings that all differ.</summary>
    public IReadOnlyList<string>? Strings(string keyword) =>
        Typed(keyword, "must be an array of strings", JsonValueKind.Array) is { } array
            ? Strings(keyword, array)
            : null;

    /// <summary>An object whose values are arrays of strings, or schemas where the keyword admits both.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Values)> StringMap(string keyword)
    {
        var map = new List<(string, IReadOnlyList<string>)>();
        if (Typed(keyword, "must be an object", JsonValueKind.Object) is not { } entries)
        {
            return map;
        }

        foreach (var entry in entries.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.Array)
            {
                map.Add((entry.Name, Strings(keyword, entry.Value, entry.Name)));
            }
            else if (Dialect.Find(keyword)!.Holds != Holds.MapOrNames)
            {
                FaultAt([keyword, entry.Name], "must be an array of strings");
            }
        }

        return map;
    }

    /// <summary>A schema.</summary>
    public SchemaNode? Schema(string keyword) => Any(keyword) is { } schema ? Child(schema, keyword) : null;

    /// <summary>An array of one schema or more.</summary>
    public SchemaNode[]? Schemas(string keyword)
    {
        if (Typed(keyword, "must be an array of schemas", JsonValueKind.Array) is not { } array)
        {
            return null;
        }

        if (array.GetArrayLength() == 0)
        {
            Fault(keyword, "must not be empty");
            return null;
        }

        return [.. array.EnumerateArray().Select((schema, i) => Child(schema, keyword, $"{i}"))];
    }

    /// <summary>An object of schemas; lists of names are left out where the keyword admits both.</summary>
    public IReadOnlyList<(string Name, SchemaNode Schema)>? SchemaMap(string keyword)
    {
        if (Typed(keyword, "must be an object of schemas", JsonValueKind.Object) is not { } map)
        {
            return null;
        }

        var mayBeNames = Dialect.Find(keyword)!.Holds == Holds.MapOrNames;
        return
        [
            .. map.EnumerateObject()
                .Where(entry => !mayBeNames || entry.Value.ValueKind != JsonValueKind.Array)
                .Select(entry => (entry.Name, Child(entry.Value, keyword, entry.Name))),
        ];
    }

    /// <summary>Reports a fault inside a keyword's value.</summary>
    public void FaultAt(ReadOnlySpan<string> tokens, string message) =>
        compiler.Faults.Add(place.Resource.Document, PointerTo(tokens), message);

    private JsonElement? Typed(string keyword, string expectation, params ReadOnlySpan<JsonValueKind> kinds)
    {
        var value = Any(keyword);
        if (value is null || kinds.Contains(value.Value.ValueKind))
        {
            return value;
        }

        Fault(keyword, expectation);
        return null;
    }

    private List<string> Strings(string keyword, JsonElement array, string? part = null)
    {
        var strings = new List<string>();
        foreach (var item in array.EnumerateArray())
        {
            var text = item.ValueKind == JsonValueKind.String ? item.GetString()! : null;
            if (text is not null && !strings.Contains(text, StringComparer.Ordinal))
            {
                strings.Add(text);
                continue;
            }

            var fault = text is null ? "must be an array of strings" : $"must not repeat '{text}'";
            FaultAt(part is null ? [keyword] : [keyword, part], fault);
        }

        return strings;
    }

    private SchemaNode Child(JsonElement schema, params ReadOnlySpan<string> tokens) =>
        compiler.GetNode(place.Resource, PointerTo(tokens), schema);

    private string PointerTo(ReadOnlySpan<string> tokens)
    {
        var pointer = place.Pointer;
        foreach (var token in tokens)
        {
            pointer = JsonPointer.Append(pointer, token);
        }

        return pointer;
    }
}

/// <summary>A limit that is a count, with the keyword's own value for faults.</summary>
internal readonly record struct CountLimit(int Value, JsonElement Source);
