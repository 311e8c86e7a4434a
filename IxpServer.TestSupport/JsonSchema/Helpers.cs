using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Short ways to compile, validate and shape.</summary>
internal static class Helpers
{
    public static readonly SchemaOptions WithFormats = new() { AssertFormats = true };

    public static CompiledSchema Schema(string json, SchemaOptions? options = null) =>
        CompiledSchema.Compile(JsonElement.Parse(json), options);

    public static bool IsValid(string schema, string instance, SchemaOptions? options = null)
    {
        var compiled = Schema(schema, options);
        var value = JsonElement.Parse(instance);
        var result = compiled.IsValid(value);
        Xunit.Assert.Equal(result, compiled.Validate(value).IsValid);
        return result;
    }

    public static IReadOnlyList<ValidationFault> Faults(
        string schema,
        string instance,
        SchemaOptions? options = null
    ) => Schema(schema, options).Validate(JsonElement.Parse(instance)).Faults;

    public static IReadOnlyList<SchemaFault> SchemaFaults(string schema, SchemaOptions? options = null)
    {
        Xunit.Assert.False(
            CompiledSchema.TryCompile(JsonElement.Parse(schema), options, out var compiled, out var faults)
        );
        Xunit.Assert.Null(compiled);
        return faults;
    }

    public static string Shape(string schema, string instance) => Shape(Schema(schema), JsonElement.Parse(instance));

    public static string Shape(CompiledSchema schema, JsonElement instance)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            schema.WriteShaped(writer, instance);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string Coerce(string schema, string instance)
    {
        using var document = Schema(schema).Coerce(JsonElement.Parse(instance));
        return document.RootElement.GetRawText();
    }

    /// <summary>A JSON string.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
