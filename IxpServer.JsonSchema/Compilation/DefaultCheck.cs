using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>A default with the schema that it must satisfy.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Value">The default.</param>
/// <param name="Pointer">The place that a fault names.</param>
internal readonly record struct DefaultCheck(SchemaNode Schema, JsonElement Value, string Pointer)
{
    /// <summary>
    /// Every default of the compiled document: each schema's own, and those that a property takes over from a schema
    /// it refers to, which may ask for less than the property does.
    /// </summary>
    public static IReadOnlyList<DefaultCheck> Of(IReadOnlyList<SchemaNode> nodes)
    {
        var own = nodes
            .Where(node => node.Default is not null)
            .Select(node => new DefaultCheck(node, node.Default!.Value, node.Place.Pointer + "/default"));
        var taken = nodes
            .SelectMany(node => node.Defaults)
            .Where(member => member.Schema.Default is null)
            .Select(member => new DefaultCheck(member.Schema, member.Value, member.Schema.Place.Pointer));
        return
        [
            .. own.Concat(taken)
                .Where(check => check.Schema.Place.Resource.Document.Prefix.Length == 0)
                .DistinctBy(check => check.Pointer),
        ];
    }
}
