using System.Text.Json;

namespace IxpServer.JsonSchema.Validation;

/// <summary>The six JSON types as a set; true and false are the type boolean.</summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Null = 1 << JsonValueKind.Null,
    True = 1 << JsonValueKind.True,
    False = 1 << JsonValueKind.False,
    Boolean = True | False,
    Number = 1 << JsonValueKind.Number,
    String = 1 << JsonValueKind.String,
    Array = 1 << JsonValueKind.Array,
    Object = 1 << JsonValueKind.Object,
    All = Null | Boolean | Number | String | Array | Object,
}

/// <summary>Names of JSON types.</summary>
internal static class JsonKindNames
{
    /// <summary>The set that a name of <c>type</c> stands for; null when it is no such name.</summary>
    public static JsonKinds? Parse(string name) =>
        name switch
        {
            "null" => JsonKinds.Null,
            "boolean" => JsonKinds.Boolean,
            "number" or "integer" => JsonKinds.Number,
            "string" => JsonKinds.String,
            "array" => JsonKinds.Array,
            "object" => JsonKinds.Object,
            _ => null,
        };

    /// <summary>The set that holds just the type of a value.</summary>
    public static JsonKinds Of(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? JsonKinds.Boolean
            : (JsonKinds)(1 << (int)value.ValueKind) & JsonKinds.All;

    /// <summary>The name of a value's type; "undefined" for no value at all.</summary>
    public static string NameOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => "number",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            JsonValueKind.Object => "object",
            _ => "undefined",
        };
}
