using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema.Validation;

/// <summary>Texts for people. What users sent is quoted only in part.</summary>
internal static class Messages
{
    private const int MaxQuote = 60;
    private const int MaxOptions = 10;

    /// <summary>What to say about a value of the wrong type.</summary>
    public static string Type(string expected, string received) =>
        $"must be {expected.Replace(" | ", " or ", StringComparison.Ordinal)}, but is {received}";

    /// <summary>What to say about a place where a schema should be.</summary>
    public static string NoSchema(SchemaPlace place) =>
        place.Element.ValueKind == JsonValueKind.Array && place.Pointer.EndsWith("/items", StringComparison.Ordinal)
            ? "must be a schema (a list of them is called 'prefixItems'; '$schema' would have to name an older draft)"
            : "must be an object, true or false";

    /// <summary>A list of values in quotes, cut when it is long.</summary>
    public static string Options(JsonElement options)
    {
        var text = string.Join(", ", options.EnumerateArray().Take(MaxOptions).Select(Quote));
        return options.GetArrayLength() > MaxOptions ? text + ", …" : text;
    }

    /// <summary>A value in quotes, cut when it is long.</summary>
    public static string Quote(JsonElement value)
    {
        var raw = value.GetRawText();
        return "'" + Cut(value.ValueKind == JsonValueKind.String ? raw[1..^1] : raw) + "'";
    }

    /// <summary>A text, cut when it is long.</summary>
    public static string Cut(string text) => text.Length <= MaxQuote ? text : text[..MaxQuote] + "…";

    /// <summary>A name from the document, cut when it is long.</summary>
    public static string Quote(ReadOnlySpan<byte> name) => "'" + Cut(Encoding.UTF8.GetString(name)) + "'";
}
