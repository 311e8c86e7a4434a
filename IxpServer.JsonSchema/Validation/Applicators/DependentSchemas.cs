using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// <c>dependentSchemas</c> (JSON Schema Core 2020-12, section 10.2.2.4), and the schemas in <c>dependencies</c> (draft-07
/// Validation, section 6.5.7).
/// </summary>
internal sealed class DependentSchemas(string keyword, (string Name, byte[] Utf8Name, SchemaNode Schema)[] entries)
    : Applicator
{
    /// <inheritdoc/>
    public override IEnumerable<SchemaNode> Schemas => entries.Select(entry => entry.Schema);

    /// <summary>Reads one of the keywords.</summary>
    public static DependentSchemas? Read(SchemaReader reader, string keyword) =>
        reader.SchemaMap(keyword) is { Count: > 0 } map
            ? new DependentSchemas(
                keyword,
                [.. map.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Name), entry.Schema))]
            )
            : null;

    /// <inheritdoc/>
    public override bool Evaluate(JsonElement value, SchemaNode node, Run run)
    {
        var ok = true;
        for (var i = 0; i < entries.Length && (ok || run.Faults is not null); i++)
        {
            if (IsPresent(value, entries[i].Utf8Name))
            {
                ok &= Apply(entries[i].Schema, value, keyword, entries[i].Name, run);
            }
        }

        return ok;
    }

    /// <inheritdoc/>
    public override void AddShapes(JsonElement value, ShapeRun shapes, bool isOverlay)
    {
        foreach (var (_, name, schema) in entries)
        {
            if (IsPresent(value, name))
            {
                shapes.Add(schema, value, isOverlay: true);
            }
        }
    }

    private static bool IsPresent(JsonElement value, byte[] name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out _);
}
