using System.Text;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Shaping;

namespace IxpServer.JsonSchema.Validation;

/// <summary>
/// Members of objects (JSON Schema Core 2020-12, section 10.3.2; Validation, section 6.5), in one pass over the members.
/// </summary>
internal sealed partial class ObjectRules
{
    private static readonly string[] Keywords =
    [
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "required",
        "dependentRequired",
        "dependencies",
        "minProperties",
        "maxProperties",
    ];

    private PropertyTable? table;
    private SchemaNode[] schemas = [];
    private bool isPlain;
    private PresenceRules? presence;
    private SchemaNode? names;
    private CountRules? count;

    /// <summary>Whether the keyword <c>properties</c> is there.</summary>
    public bool HasProperties { get; private set; }

    /// <summary>The schemas of <c>properties</c> in the schema's order, with the names in UTF-8.</summary>
    public IEnumerable<(byte[] Name, SchemaNode Schema)> Properties =>
        schemas.Select((schema, position) => (table!.Utf8(position), schema));

    /// <summary>The schemas of <c>patternProperties</c>.</summary>
    public PatternProperty[] Patterns { get; private set; } = [];

    /// <summary>The schema of <c>additionalProperties</c>.</summary>
    public SchemaNode? Additional { get; private set; }

    /// <summary>The names in <c>required</c>.</summary>
    public IEnumerable<string> Required => NamesOf(presence?.Required);

    /// <summary>The names in <c>required</c>, and in <c>dependentRequired</c> those that some object must have.</summary>
    public IEnumerable<string> Needed => Required.Concat(NamesOf(presence?.NeededByOthers));

    /// <summary>Every schema applied to values of members.</summary>
    public IEnumerable<SchemaNode> Schemas =>
        [
            .. schemas,
            .. Patterns.Select(property => property.Schema),
            .. Additional is null ? Array.Empty<SchemaNode>() : [Additional],
        ];

    /// <summary>Reads the keywords.</summary>
    public static ObjectRules? Read(SchemaReader reader)
    {
        if (!Array.Exists(Keywords, keyword => reader.Any(keyword) is not null))
        {
            return null;
        }

        var properties = reader.SchemaMap("properties");
        var declared = (properties ?? []).DistinctBy(property => property.Name).ToList();
        var rules = new ObjectRules
        {
            HasProperties = properties is not null,
            schemas = [.. declared.Select(property => property.Schema)],
            Patterns = PatternProperty.Read(reader),
            Additional = reader.Schema("additionalProperties"),
            names = reader.Schema("propertyNames"),
            count = CountRules.Read(reader, CountKind.Properties),
        };
        var allNames = declared.ConvertAll(property => property.Name);
        rules.presence = PresenceRules.Read(reader, allNames);
        rules.table = PropertyTable.Of(allNames);
        rules.isPlain =
            rules.table is null or { Count: <= 64, HasBackslash: false }
            && rules.names is null
            && rules.Patterns.Length == 0;
        var isEmpty =
            rules is { HasProperties: false, Additional: null, names: null, count: null, presence: null }
            && rules.Patterns.Length == 0;
        return isEmpty ? null : rules;
    }

    private IEnumerable<string> NamesOf(IEnumerable<int>? positions) =>
        (positions ?? []).Select(position => Encoding.UTF8.GetString(table!.Name(position)));

    /// <summary>Adds the schemas that a member of this name must satisfy.</summary>
    /// <returns>Whether there are any that admit something.</returns>
    public bool AddSchemas(ReadOnlySpan<byte> name, bool isOverlay, List<ShapeEntry> entries, Run run)
    {
        var before = entries.Count;
        var position = table?.Find(name) ?? -1;
        if ((uint)position < (uint)schemas.Length)
        {
            entries.Add(new ShapeEntry(schemas[position], isOverlay));
        }

        foreach (var (pattern, schema) in Patterns)
        {
            if (pattern.IsMatch(name, run))
            {
                entries.Add(new ShapeEntry(schema, isOverlay));
            }
        }

        if (entries.Count == before && Additional is { IsFalse: false })
        {
            entries.Add(new ShapeEntry(Additional, isOverlay));
        }

        return entries.Count > before;
    }
}
