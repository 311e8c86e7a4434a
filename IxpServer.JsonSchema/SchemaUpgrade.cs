using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;

namespace IxpServer.JsonSchema;

/// <summary>
/// Says what a schema of an older draft says in the words of 2020-12, for those who read schemas themselves and would
/// otherwise have to know every draft. To validate, compile the schema as it is.
/// </summary>
public static class SchemaUpgrade
{
    // Schema files may have comments and trailing commas, which come along.
    private static readonly JsonDocumentOptions Lenient = new()
    {
        MaxDepth = int.MaxValue,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Writes a schema in the words of 2020-12; what its draft ignores is left out.</summary>
    /// <param name="schema">A schema that compiles.</param>
    /// <param name="options">The options that it compiles with, or null for <see cref="SchemaOptions.Default"/>.</param>
    /// <returns>
    /// A schema that accepts the same values, but for numbers such as 1.0, which are no integers in draft-04 and can be
    /// told from others by no later draft.
    /// </returns>
    public static JsonElement ToNewest(JsonElement schema, SchemaOptions? options = null)
    {
        options ??= SchemaOptions.Default;
        var text = JsonMarshal.GetRawUtf8Value(schema);
        if (
            options.DefaultDraft == SchemaDraft.Draft202012
            && text.IndexOf("\"$schema\""u8) < 0
            && text.IndexOf("\"dependencies\""u8) < 0
        )
        {
            return schema;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            new UpgradeRun(writer, options.Store).Write(schema, Dialect.Of(options.DefaultDraft));
        }

        return JsonElement.Parse(buffer.WrittenSpan, Lenient);
    }

    /// <summary>Finds the place in a schema that <see cref="ToNewest"/> made another of.</summary>
    /// <param name="schema">The schema as its author wrote it.</param>
    /// <param name="pointer">A JSON Pointer (RFC 6901) into the other one.</param>
    /// <returns>The JSON Pointer into the schema itself.</returns>
    public static string FindOrigin(JsonElement schema, string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        return UpgradedPointer.Map(schema, pointer, UpgradedPointer.ToOld);
    }
}
