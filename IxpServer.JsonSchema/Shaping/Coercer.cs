using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema.Validation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Shaping;

/// <summary>Reads strings as the values that a schema asks for.</summary>
internal sealed class Coercer
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };
    private static readonly SearchValues<byte> NumberText = SearchValues.Create("0123456789+-.eE"u8);
    private readonly Run run;

    private Coercer(Run run) => this.run = run;

    /// <summary>Makes a new document; what no schema asks to be read otherwise stays as it is.</summary>
    public static JsonDocument Coerce(SchemaNode root, SchemaOptions options, JsonElement instance, bool isValid)
    {
        if (isValid)
        {
            return JsonDocument.Parse(JsonMarshal.GetRawUtf8Value(instance).ToArray(), AnyDepth);
        }

        var coercer = new Coercer(Run.Rent(options, null));
        var json = coercer.Render(instance, [new ShapeEntry(root, false)]);
        coercer.run.Return();
        return JsonDocument.Parse(json, AnyDepth);
    }

    private ReadOnlyMemory<byte> Render(JsonElement value, List<ShapeEntry> declared)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, declared);
        }

        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, List<ShapeEntry> declared)
    {
        if (declared.Count == 0 || !run.Step() || writer.CurrentDepth >= ShapeRun.MaxWriterDepth || !run.Enter())
        {
            WriteRaw(writer, value);
            return;
        }

        var schemas = Flatten(declared);
        Choose(value, schemas);
        var accepts = schemas.Aggregate(JsonKinds.All, (kinds, entry) => kinds & entry.Node.Accepts);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when accepts.HasFlag(JsonKinds.Object):
                WriteMembers(writer, value, schemas);
                break;
            case JsonValueKind.Array when accepts.HasFlag(JsonKinds.Array):
                WriteItems(writer, value.EnumerateArray(), schemas);
                break;
            case JsonValueKind.String when !accepts.HasFlag(JsonKinds.String):
                WriteText(writer, value, accepts, schemas);
                break;
            case var _ when accepts.HasFlag(JsonKinds.Array) && (accepts & JsonKindNames.Of(value)) == JsonKinds.None:
                WriteItems(writer, [value], schemas);
                break;
            default:
                WriteRaw(writer, value);
                break;
        }

        run.Leave();
    }

    // The schemas themselves and all that they always apply to the same value.
    private static List<ShapeEntry> Flatten(List<ShapeEntry> declared)
    {
        var all = new List<ShapeEntry>(declared);
        for (var i = 0; i < all.Count; i++)
        {
            var more = all[i].Node.Applicators.Where(applicator => applicator.IsUnconditional);
            all.AddRange(
                more.SelectMany(applicator => applicator.Schemas)
                    .Select(schema => new ShapeEntry(schema, false))
                    .Except(all)
            );
        }

        return all;
    }

    // Adds, for every choice, the first branch that the value satisfies once it is read as that branch asks.
    private void Choose(JsonElement value, List<ShapeEntry> schemas)
    {
        var choices = schemas.SelectMany(entry => entry.Node.Applicators).Where(applicator => applicator.IsChoice);
        foreach (var choice in choices.ToList())
        {
            foreach (var branch in choice.Schemas)
            {
                using var candidate = JsonDocument.Parse(Render(value, [new ShapeEntry(branch, false)]), AnyDepth);
                if (run.Test(branch, candidate.RootElement))
                {
                    schemas.AddRange(Flatten([new ShapeEntry(branch, false)]));
                    break;
                }
            }
        }
    }

    private void WriteMembers(Utf8JsonWriter writer, JsonElement value, List<ShapeEntry> schemas)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            var name = Encoding.UTF8.GetBytes(PropertyName.Of(member));
            var declared = new List<ShapeEntry>();
            foreach (var entry in schemas)
            {
                entry.Node.Objects?.AddSchemas(name, false, declared, run);
            }

            writer.WritePropertyName(name);
            Write(writer, member.Value, declared);
        }

        writer.WriteEndObject();
    }

    private void WriteItems(Utf8JsonWriter writer, IEnumerable<JsonElement> items, List<ShapeEntry> schemas)
    {
        writer.WriteStartArray();
        var position = 0;
        foreach (var item in items)
        {
            var declared = schemas.Select(entry => entry.Node.Arrays?.SchemaOf(position)).OfType<SchemaNode>();
            Write(writer, item, [.. declared.Select(schema => new ShapeEntry(schema, false))]);
            position++;
        }

        writer.WriteEndArray();
    }

    private void WriteText(Utf8JsonWriter writer, JsonElement value, JsonKinds accepts, List<ShapeEntry> schemas)
    {
        using var unescaped = new UnescapedText(JsonText.Raw(value), stackalloc byte[128]);
        var text = unescaped.Bytes.Trim((byte)' ');
        var isLiteral =
            (accepts.HasFlag(JsonKinds.Number) && IsNumber(text))
            || (accepts.HasFlag(JsonKinds.Boolean) && (text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8)))
            || (accepts.HasFlag(JsonKinds.Null) && text.SequenceEqual("null"u8));
        if (isLiteral)
        {
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else if (accepts.HasFlag(JsonKinds.Array))
        {
            WriteItems(writer, Split(Encoding.UTF8.GetString(text)), schemas);
        }
        else
        {
            WriteRaw(writer, value);
        }
    }

    private static IEnumerable<JsonElement> Split(string list) =>
        list.Length == 0
            ? []
            : list.Split(',', StringSplitOptions.TrimEntries)
                .Select(part => JsonElement.Parse($"\"{JsonEncodedText.Encode(part)}\""));

    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.ContainsAnyExcept(NumberText))
        {
            return false;
        }

        var reader = new Utf8JsonReader(text, isFinalBlock: true, default);
        try
        {
            return reader.Read() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, JsonElement value) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}
