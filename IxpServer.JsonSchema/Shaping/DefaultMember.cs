using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>A declared member with a default, itself shaped, so that it holds the defaults inside it.</summary>
internal sealed class DefaultMember(byte[] name, JsonElement value, SchemaNode schema)
{
    /// <summary>The longest default, in bytes; defaults within defaults could otherwise double at every level.</summary>
    public const int MaxLength = 1 << 20;

    private byte[]? json;
    private bool isRendering;

    /// <summary>The member's name in UTF-8.</summary>
    public byte[] Name => name;

    /// <summary>The default as its author wrote it.</summary>
    public JsonElement Value => value;

    /// <summary>The schema that declares the member.</summary>
    public SchemaNode Schema => schema;

    /// <summary>What is wrong with the default, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>The default as JSON text.</summary>
    public ReadOnlySpan<byte> Json(SchemaOptions options) => json ?? Render(options);

    private ReadOnlySpan<byte> Render(SchemaOptions options)
    {
        // The meta-schemas up to draft-06 say of a schema inside a schema that it is {} by default, again and again.
        if (isRendering && schema.Place.Resource.Document.IsMetaSchema)
        {
            return JsonMarshal.GetRawUtf8Value(value);
        }

        if (isRendering || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Fault = "has a default that contains itself";
            return "null"u8;
        }

        isRendering = true;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            ShapeRun.WriteValue(schema, options, writer, WithoutComments(value));
        }

        isRendering = false;
        if (buffer.WrittenCount > MaxLength)
        {
            Fault = $"has a default of more than {MaxLength} bytes";
            return "null"u8;
        }

        return json = buffer.WrittenSpan.ToArray();
    }

    // Schema files may have comments and trailing commas, which must not get into what is written for others.
    private static JsonElement WithoutComments(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = int.MaxValue });
    }
}
