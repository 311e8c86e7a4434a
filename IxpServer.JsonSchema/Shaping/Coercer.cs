using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>Reads strings as the values that a schema asks for.</summary>
internal static class Coercer
{
    public static JsonDocument Coerce(
        CompiledSchema schema,
        SchemaNode root,
        SchemaOptions options,
        JsonElement instance
    ) => JsonDocument.Parse(instance.GetRawText());
}
