using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>Where in a schema other schemas stand. What looks like a schema elsewhere, in enum for one, is none.</summary>
internal static class Subschemas
{
    /// <summary>
    /// The places inside a schema object where its keywords have schemas, with their JSON Pointers. Beside a reference that
    /// stands alone only definitions are looked for, which it may lead to.
    /// </summary>
    public static IEnumerable<(string Pointer, JsonElement Element)> Of(SchemaPlace place)
    {
        var isReference = place.IsReferenceAlone;
        foreach (var member in place.Element.EnumerateObject())
        {
            if (
                place.Resource.Dialect.Find(member.Name) is { Holds: not Holds.Nothing } keyword
                && (!isReference || keyword.Vocabulary == Vocabularies.Core)
            )
            {
                foreach (var found in In(keyword.Holds, member.Value, JsonPointer.Append(place.Pointer, member.Name)))
                {
                    yield return found;
                }
            }
        }
    }

    private static IEnumerable<(string Pointer, JsonElement Element)> In(
        Holds holds,
        JsonElement value,
        string pointer
    ) =>
        (holds, value.ValueKind) switch
        {
            (Holds.Schemas or Holds.SchemaOrSchemas, JsonValueKind.Array) => value
                .EnumerateArray()
                .Select((item, i) => ($"{pointer}/{i}", item)),
            (Holds.Map or Holds.MapOrNames, JsonValueKind.Object) => value
                .EnumerateObject()
                .Where(entry => holds == Holds.Map || entry.Value.ValueKind != JsonValueKind.Array)
                .Select(entry => (JsonPointer.Append(pointer, entry.Name), entry.Value)),
            (Holds.Schema or Holds.SchemaOrSchemas, _) => [(pointer, value)],
            _ => [],
        };
}
