using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.JsonSchema.Validation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Shaping;

/// <content>Writes what the schemas on the stack leave of a value, and what they add.</content>
internal sealed partial class ShapeRun
{
    private void Write(JsonElement value, int start)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || !IsNeeded(start))
        {
            WriteRaw(value);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            WriteMembers(value, start);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray();
            WriteItems(value, start);
            writer.WriteEndArray();
        }
    }

    private void WriteItems(JsonElement array, int start)
    {
        var end = active.Count;
        var position = 0;
        foreach (var item in array.EnumerateArray())
        {
            for (var i = start; i < end; i++)
            {
                var (node, isOverlay) = active[i];
                if ((node.Arrays?.SchemaOf(position) ?? node.Unevaluated?.Items) is { } schema)
                {
                    active.Add(new ShapeEntry(schema, isOverlay));
                }
            }

            WriteNested(item, end);
            position++;
        }
    }

    private void WriteMembers(JsonElement value, int start)
    {
        var end = active.Count;
        var isClosed = IsClosed(start);
        Span<byte> scratch = stackalloc byte[128];
        foreach (var member in value.EnumerateObject())
        {
            using var name = new UnescapedText(JsonMarshal.GetRawUtf8PropertyName(member), scratch);
            if (AddSchemasOf(name.Bytes, start, end) || !isClosed)
            {
                writer.WritePropertyName(name.Bytes);
                WriteNested(member.Value, end);
            }
        }

        WriteDefaults(value, start, end);
    }

    // Only a schema that names its properties leaves others out; one that is added under a condition never does.
    private bool IsClosed(int start)
    {
        for (var i = start; i < active.Count; i++)
        {
            if (!active[i].IsOverlay && active[i].Node.Objects is { HasProperties: true })
            {
                return true;
            }
        }

        return false;
    }

    private bool AddSchemasOf(ReadOnlySpan<byte> name, int start, int end)
    {
        var declared = false;
        for (var i = start; i < end; i++)
        {
            declared |= active[i].Node.Objects?.AddSchemas(name, active[i].IsOverlay, active, Run) ?? false;
        }

        for (var i = start; i < end && !declared; i++)
        {
            if (active[i].Node.Unevaluated?.Properties is { IsFalse: false } schema)
            {
                active.Add(new ShapeEntry(schema, active[i].IsOverlay));
                declared = true;
            }
        }

        return declared;
    }

    private void WriteDefaults(JsonElement value, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            foreach (var member in active[i].Node.Defaults)
            {
                if (!value.TryGetProperty(member.Name, out _) && !IsWritten(member.Name, start, i))
                {
                    writer.WritePropertyName(member.Name);
                    writer.WriteRawValue(member.Json(options), skipInputValidation: true);
                }
            }
        }
    }

    private bool IsWritten(ReadOnlySpan<byte> name, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            foreach (var member in active[i].Node.Defaults)
            {
                if (name.SequenceEqual(member.Name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Writes a member's or an item's value; the schemas declared for it have just been put on the stack.
    private void WriteNested(JsonElement value, int start)
    {
        var declared = active.Count;
        if (!IsNeeded(start) || writer.CurrentDepth >= MaxWriterDepth || !Run.Enter())
        {
            WriteRaw(value);
        }
        else
        {
            var scope = Run.Scope.Count;
            for (var i = start; i < declared; i++)
            {
                Expand(active[i].Node, value, active[i].IsOverlay);
            }

            Write(value, start);
            Run.TrimScope(scope);
            Run.Leave();
        }

        active.RemoveRange(start, active.Count - start);
    }

    private bool IsNeeded(int start)
    {
        for (var i = start; i < active.Count; i++)
        {
            if (active[i].Node.NeedsShaping)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteRaw(JsonElement value) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}
