using System.Text.Json;

namespace IxpServer.Api.Registry.Compatibility;

/// <summary>The kinds of JSON values, so that each is in one: a number is whole or has a fraction.</summary>
[Flags]
internal enum Kinds
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
internal static class KindReading
{
    internal static Kinds Read(JsonElement type) =>
        type.ValueKind is JsonValueKind.Array
            ? type.EnumerateArray().Aggregate(Kinds.None, (all, one) => all | One(one))
            : One(type);

    private static Kinds One(JsonElement name) =>
        name.ValueKind is not JsonValueKind.String
            ? Kinds.None
            : name.GetString() switch
            {
                "null" => Kinds.Null,
                "boolean" => Kinds.Boolean,
                "object" => Kinds.Object,
                "array" => Kinds.Array,
                "string" => Kinds.Text,
                "integer" => Kinds.Integer,
                "number" => Kinds.Number,
                _ => Kinds.None,
            };
}
