using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.JsonSchema.Shaping;
using IxpServer.JsonSchema.Validation;
using IxpServer.JsonSchema.Values;

namespace IxpServer.JsonSchema.Redaction;

/// <summary>
/// Writes a value without what its schemas mark as sensitive. Any schema that may apply to a place counts, whether or
/// not the value satisfies it: an invalid value must not show what a valid one would hide.
/// </summary>
internal sealed class RedactionRun(Run run, Utf8JsonWriter writer)
{
    private const string Instead = "[redacted]";

    /// <summary>Deeper values, which no request can have, are left out.</summary>
    private const int MaxDepth = 128;

    internal void Write(IReadOnlyCollection<SchemaNode> direct, JsonElement value, int depth)
    {
        var nodes = Expand(direct);
        if (depth > MaxDepth || run.Exhausted is not null || nodes.Any(node => node.IsSensitive))
        {
            writer.WriteStringValue(Instead);
        }
        else if (value.ValueKind is JsonValueKind.Object && nodes.Count > 0)
        {
            WriteObject(nodes, value, depth);
        }
        else if (value.ValueKind is JsonValueKind.Array && nodes.Count > 0)
        {
            WriteArray(nodes, value, depth);
        }
        else
        {
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
    }

    private void WriteObject(HashSet<SchemaNode> nodes, JsonElement value, int depth)
    {
        var scratch = new byte[128];
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            using var name = new UnescapedText(JsonMarshal.GetRawUtf8PropertyName(member), scratch);
            writer.WritePropertyName(name.Bytes);
            var declared = new List<ShapeEntry>();
            foreach (var node in nodes)
            {
                node.Objects?.AddSchemas(name.Bytes, isOverlay: false, declared, run);
            }

            Write(
                [
                    .. declared.Select(entry => entry.Node),
                    .. nodes.Select(node => node.Unevaluated?.Properties).OfType<SchemaNode>(),
                ],
                member.Value,
                depth + 1
            );
        }

        writer.WriteEndObject();
    }

    private void WriteArray(HashSet<SchemaNode> nodes, JsonElement value, int depth)
    {
        writer.WriteStartArray();
        var position = 0;
        foreach (var item in value.EnumerateArray())
        {
            var at = position++;
            Write(
                [
                    .. nodes.Select(node => node.Arrays?.SchemaOf(at)).OfType<SchemaNode>(),
                    .. nodes.Select(node => node.Arrays?.Contained).OfType<SchemaNode>(),
                    .. nodes.Select(node => node.Unevaluated?.Items).OfType<SchemaNode>(),
                ],
                item,
                depth + 1
            );
        }

        writer.WriteEndArray();
    }

    /// <summary>The schemas and all that they may apply to the same value; references may form cycles.</summary>
    private static HashSet<SchemaNode> Expand(IReadOnlyCollection<SchemaNode> direct)
    {
        var all = new HashSet<SchemaNode>(direct);
        var pending = new Stack<SchemaNode>(all);
        while (pending.TryPop(out var node))
        {
            foreach (var other in node.Applicators.SelectMany(applicator => applicator.Schemas))
            {
                if (all.Add(other))
                {
                    pending.Push(other);
                }
            }
        }

        return all;
    }
}
