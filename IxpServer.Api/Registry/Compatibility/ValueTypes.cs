using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>The kinds of JSON values, so that each is in one: a number is whole or has a fraction.</summary>
[Flags]
internal enum ValueTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Text = 16,
    Integer = 32,
    Fraction = 64,
    Number = Integer | Fraction,
    All = Null | Boolean | Object | Array | Text | Number,
}

/// <summary>Reads the keyword <c>type</c>.</summary>
internal static class ValueTypeReading
{
    internal static ValueTypes Read(JsonElement type) =>
        type.ValueKind is JsonValueKind.Array
            ? type.EnumerateArray().Aggregate(ValueTypes.None, (all, one) => all | One(one))
            : One(type);

    private static ValueTypes One(JsonElement name) =>
        name.ValueKind is not JsonValueKind.String
            ? ValueTypes.None
            : name.GetString() switch
            {
                "null" => ValueTypes.Null,
                "boolean" => ValueTypes.Boolean,
                "object" => ValueTypes.Object,
                "array" => ValueTypes.Array,
                "string" => ValueTypes.Text,
                "integer" => ValueTypes.Integer,
                "number" => ValueTypes.Number,
                _ => ValueTypes.None,
            };
}
