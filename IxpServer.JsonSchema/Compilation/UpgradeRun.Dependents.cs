using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <content>What <c>dependencies</c> has become.</content>
internal sealed partial class UpgradeRun
{
    // One keyword has become two, which may both stand beside it already.
    private void WriteDependents(JsonElement schema, Dialect dialect)
    {
        var names = DependentsOf(schema, dialect, "dependentRequired", areNames: true);
        if (names.Count > 0)
        {
            writer.WriteStartObject("dependentRequired");
            foreach (var entry in names)
            {
                writer.WriteStartArray(entry.Key);
                foreach (
                    var name in entry.SelectMany(list => list.EnumerateArray()).DistinctBy(name => name.GetString())
                )
                {
                    name.WriteTo(writer);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        var schemas = DependentsOf(schema, dialect, "dependentSchemas", areNames: false);
        if (schemas.Count > 0)
        {
            writer.WriteStartObject("dependentSchemas");
            foreach (var entry in schemas)
            {
                writer.WritePropertyName(entry.Key);
                WriteAll([.. entry], dialect);
            }

            writer.WriteEndObject();
        }
    }

    private void WriteAll(JsonElement[] schemas, Dialect dialect)
    {
        if (schemas is [var one])
        {
            Write(one, dialect);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName("allOf");
        WriteList(schemas, dialect);
        writer.WriteEndObject();
    }

    private void WriteList(IEnumerable<JsonElement> schemas, Dialect dialect)
    {
        writer.WriteStartArray();
        foreach (var schema in schemas)
        {
            Write(schema, dialect);
        }

        writer.WriteEndArray();
    }

    private static ILookup<string, JsonElement> DependentsOf(
        JsonElement schema,
        Dialect dialect,
        string keyword,
        bool areNames
    ) =>
        new[] { keyword, "dependencies" }
            .Where(name => dialect.Find(name) is not null)
            .Select(name => schema.TryGetProperty(name, out var map) ? map : default)
            .Where(map => map.ValueKind == JsonValueKind.Object)
            .SelectMany(map => map.EnumerateObject())
            .Where(entry => entry.Value.ValueKind == JsonValueKind.Array == areNames)
            .ToLookup(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
}
