using static IxpServer.JsonSchema.Compilation.Vocabularies;
using static IxpServer.JsonSchema.SchemaDraft;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>The groups of keywords that a meta-schema may ask for (JSON Schema Core 2019-09 and 2020-12, section 8.1.2).</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    MetaData = 16,
    FormatAnnotation = 32,
    FormatAssertion = 64,
    Content = 128,

    /// <summary>What the drafts' own meta-schemas declare; those before 2019-09 cannot be had in parts.</summary>
    Draft = Core | Applicator | Unevaluated | Validation | MetaData | FormatAnnotation | Content,
}

/// <summary>Which schemas a keyword's value holds.</summary>
internal enum Holds
{
    Nothing,
    Schema,
    Schemas,
    SchemaOrSchemas,
    Map,

    /// <summary>An object of schemas, of which some may be lists of names instead.</summary>
    MapOrNames,
}

/// <summary>A keyword with the drafts that have it.</summary>
internal sealed record Keyword(string Name, Vocabularies Vocabulary, Holds Holds, SchemaDraft First, SchemaDraft Last)
{
    /// <summary>
    /// Every keyword that the engine reads, by name; one that changed its meaning is there once for each. <c>definitions</c>
    /// and <c>dependencies</c> are deprecated since 2019-09, which keeps them for the schemas that were there.
    /// </summary>
    public static ILookup<string, Keyword> All { get; } =
        new[]
        {
            Of(Core, Holds.Nothing, Draft4, Draft202012, "$schema", "$ref"),
            Of(Core, Holds.Nothing, Draft4, Draft4, "id"),
            Of(Core, Holds.Nothing, Draft6, Draft202012, "$id"),
            Of(Core, Holds.Nothing, Draft201909, Draft202012, "$anchor"),
            Of(Core, Holds.Nothing, Draft201909, Draft201909, "$recursiveRef", "$recursiveAnchor"),
            Of(Core, Holds.Nothing, Draft202012, Draft202012, "$dynamicRef", "$dynamicAnchor"),
            Of(Core, Holds.Map, Draft4, Draft202012, "definitions"),
            Of(Core, Holds.Map, Draft201909, Draft202012, "$defs"),
            Of(Applicator, Holds.Schemas, Draft4, Draft202012, "allOf", "anyOf", "oneOf"),
            Of(Applicator, Holds.Schema, Draft4, Draft202012, "not", "additionalProperties"),
            Of(Applicator, Holds.Map, Draft4, Draft202012, "properties", "patternProperties"),
            Of(Applicator, Holds.MapOrNames, Draft4, Draft202012, "dependencies"),
            Of(Applicator, Holds.SchemaOrSchemas, Draft4, Draft201909, "items"),
            Of(Applicator, Holds.Schema, Draft4, Draft201909, "additionalItems"),
            Of(Applicator, Holds.Schema, Draft6, Draft202012, "contains", "propertyNames"),
            Of(Applicator, Holds.Schema, Draft7, Draft202012, "if", "then", "else"),
            Of(Applicator, Holds.Map, Draft201909, Draft202012, "dependentSchemas"),
            Of(Applicator, Holds.Schema, Draft202012, Draft202012, "items"),
            Of(Applicator, Holds.Schemas, Draft202012, Draft202012, "prefixItems"),
            Of(Unevaluated, Holds.Schema, Draft201909, Draft202012, "unevaluatedItems", "unevaluatedProperties"),
            Of(
                Vocabularies.Validation,
                Holds.Nothing,
                Draft4,
                Draft202012,
                "type",
                "enum",
                "multipleOf",
                "minimum",
                "maximum"
            ),
            Of(Vocabularies.Validation, Holds.Nothing, Draft4, Draft202012, "exclusiveMinimum", "exclusiveMaximum"),
            Of(
                Vocabularies.Validation,
                Holds.Nothing,
                Draft4,
                Draft202012,
                "minLength",
                "maxLength",
                "pattern",
                "required"
            ),
            Of(Vocabularies.Validation, Holds.Nothing, Draft4, Draft202012, "minItems", "maxItems", "uniqueItems"),
            Of(Vocabularies.Validation, Holds.Nothing, Draft4, Draft202012, "minProperties", "maxProperties"),
            Of(Vocabularies.Validation, Holds.Nothing, Draft6, Draft202012, "const"),
            Of(
                Vocabularies.Validation,
                Holds.Nothing,
                Draft201909,
                Draft202012,
                "dependentRequired",
                "minContains",
                "maxContains"
            ),
            Of(FormatAnnotation | FormatAssertion, Holds.Nothing, Draft4, Draft202012, "format"),
            Of(MetaData, Holds.Nothing, Draft4, Draft202012, "default"),
            Of(Content, Holds.Schema, Draft201909, Draft202012, "contentSchema"),
        }
            .SelectMany(keywords => keywords)
            .ToLookup(keyword => keyword.Name, StringComparer.Ordinal);

    /// <summary>Whether the keyword says something about values, so that it is missed where it is ignored.</summary>
    public bool IsAssertion => (Vocabulary & (Applicator | Unevaluated | Vocabularies.Validation)) != None;

    private static Keyword[] Of(
        Vocabularies vocabulary,
        Holds holds,
        SchemaDraft first,
        SchemaDraft last,
        params string[] names
    ) => [.. names.Select(name => new Keyword(name, vocabulary, holds, first, last))];
}
