using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>Writes one schema document in the words of 2020-12.</summary>
internal sealed partial class UpgradeRun(Utf8JsonWriter writer, SchemaStore? store)
{
    private const string RecursiveAnchor = "recursiveAnchor";

    /// <summary>The schema that JSON Pointers in references begin at.</summary>
    private JsonElement resource;

    /// <summary>Writes a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="dialect">The dialect around it.</param>
    public void Write(JsonElement schema, Dialect dialect)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(writer);
            return;
        }

        var named = Dialects.NamedBy(schema) is { } uri ? Dialects.Find(uri, store, []) : null;
        var isRoot = resource.ValueKind == JsonValueKind.Undefined;
        var own = named ?? dialect;
        var around = resource;
        if (isRoot || (schema.TryGetProperty(own.Id, out var id) && id.ValueKind == JsonValueKind.String))
        {
            (resource, dialect) = (schema, own);
        }

        writer.WriteStartObject();
        if (isRoot && dialect.Draft != SchemaDraft.Draft202012)
        {
            writer.WriteString("$schema", MetaSchemas.Newest);
        }

        var isAlone =
            dialect.IsRefAlone && schema.TryGetProperty("$ref", out var text) && text.ValueKind == JsonValueKind.String;
        foreach (var member in schema.EnumerateObject())
        {
            // What is no keyword in any draft is an annotation of the author's own; definitions are wherever they are kept.
            var keyword =
                dialect.Find(member.Name)
                ?? (member.Name == "$defs" ? Dialect.Of(SchemaDraft.Draft202012).Find("$defs") : null);
            if (
                keyword is null
                    ? !Keyword.All.Contains(member.Name)
                    : !isAlone || keyword.Vocabulary == Vocabularies.Core
            )
            {
                WriteMember(schema, member, keyword, dialect, isAlone);
            }
        }

        if (!isAlone)
        {
            WriteDependents(schema, dialect);
        }

        writer.WriteEndObject();
        resource = around;
    }

    private void WriteMember(JsonElement schema, JsonProperty member, Keyword? keyword, Dialect dialect, bool isAlone)
    {
        switch (member.Name)
        {
            case "$schema" when dialect.Draft != SchemaDraft.Draft202012:
            case "dependencies" or "dependentRequired" or "dependentSchemas" when keyword is not null:
            case "additionalItems" when keyword is not null && !HasList(schema):
            case "$recursiveAnchor" when keyword is not null && !IsRecursive(schema):
                break;
            case "$id" or "id" when keyword is not null:
                WriteId(member.Value, isAlone);
                break;
            case "$ref" when IsPointer(member.Value, out var pointer):
                writer.WriteString("$ref", "#" + UpgradedPointer.Map(resource, pointer, UpgradedPointer.ToNew));
                break;
            case "$recursiveAnchor" when keyword is not null:
                writer.WriteString("$dynamicAnchor", RecursiveAnchor);
                break;
            case "$recursiveRef" when keyword is not null:
                var isDynamic = IsRecursive(resource);
                writer.WriteString(isDynamic ? "$dynamicRef" : "$ref", isDynamic ? "#" + RecursiveAnchor : "#");
                break;
            case "exclusiveMinimum" or "exclusiveMaximum" when dialect.HasFlagsOfLimits:
                break;
            case "minimum" when dialect.HasFlagsOfLimits && IsTrue(schema, "exclusiveMinimum"):
                WriteAs("exclusiveMinimum", member.Value);
                break;
            case "maximum" when dialect.HasFlagsOfLimits && IsTrue(schema, "exclusiveMaximum"):
                WriteAs("exclusiveMaximum", member.Value);
                break;
            default:
                var name = keyword is null ? member.Name : UpgradedPointer.ToNew(schema, member.Name);
                writer.WritePropertyName(name);
                WriteHeld(keyword?.Holds ?? Holds.Nothing, member.Value, dialect);
                break;
        }
    }

    private void WriteHeld(Holds holds, JsonElement value, Dialect dialect)
    {
        switch (holds, value.ValueKind)
        {
            case (Holds.Schemas or Holds.SchemaOrSchemas, JsonValueKind.Array):
                WriteList(value.EnumerateArray(), dialect);
                break;
            case (Holds.Map, JsonValueKind.Object):
                writer.WriteStartObject();
                foreach (var entry in value.EnumerateObject())
                {
                    writer.WritePropertyName(entry.Name);
                    Write(entry.Value, dialect);
                }

                writer.WriteEndObject();
                break;
            case (Holds.Schema or Holds.SchemaOrSchemas, _):
                Write(value, dialect);
                break;
            default:
                WriteRaw(value);
                break;
        }
    }

    private void WriteId(JsonElement id, bool isAlone)
    {
        if (isAlone || id.ValueKind != JsonValueKind.String)
        {
            return;
        }

        var (document, fragment) = UriReference.SplitFragment(id.GetString()!);
        if (document.Length > 0)
        {
            writer.WriteString("$id", document);
        }

        if (fragment.Length > 0 && fragment[0] != '/')
        {
            writer.WriteString("$anchor", fragment);
        }
    }

    private void WriteAs(string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        WriteRaw(value);
    }

    // As it stands: an annotation may hold what no text can be.
    private void WriteRaw(JsonElement value) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    private static bool IsPointer(JsonElement reference, out string pointer)
    {
        pointer = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        var isPointer =
            pointer.StartsWith("#/", StringComparison.Ordinal) && !pointer.Contains('%', StringComparison.Ordinal);
        pointer = isPointer ? pointer[1..] : "";
        return isPointer;
    }

    private static bool IsRecursive(JsonElement schema) => IsTrue(schema, "$recursiveAnchor");

    private static bool IsTrue(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.True;

    private static bool HasList(JsonElement schema) =>
        schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array;
}
