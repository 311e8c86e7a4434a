using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>The vocabularies of draft 2020-12 (JSON Schema Core, section 8.1.2).</summary>
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

    /// <summary>What the draft's own meta-schema declares.</summary>
    Draft = Core | Applicator | Unevaluated | Validation | MetaData | FormatAnnotation | Content,
}

/// <summary>Reads which vocabularies a meta-schema asks for, and which vocabulary a keyword belongs to.</summary>
internal static class Dialect
{
    private const string Prefix = "https://json-schema.org/draft/2020-12/vocab/";

    /// <summary>Reads <c>$vocabulary</c>; a required vocabulary that is not known goes to <paramref name="unknown"/>.</summary>
    public static Vocabularies Read(JsonElement metaSchema, List<string> unknown)
    {
        if (
            metaSchema.ValueKind != JsonValueKind.Object
            || !metaSchema.TryGetProperty("$vocabulary", out var declared)
            || declared.ValueKind != JsonValueKind.Object
        )
        {
            return Vocabularies.Draft;
        }

        var found = Vocabularies.Core;
        foreach (var entry in declared.EnumerateObject())
        {
            var vocabulary = Named(entry.Name);
            found |= vocabulary;
            if (vocabulary == Vocabularies.None && entry.Value.ValueKind == JsonValueKind.True)
            {
                unknown.Add(entry.Name);
            }
        }

        return found;
    }

    /// <summary>The vocabulary that defines a keyword. Keywords of Core are always on and not asked for.</summary>
    public static Vocabularies Of(string keyword) =>
        keyword switch
        {
            "allOf" or "anyOf" or "oneOf" or "not" or "if" or "then" or "else" or "dependentSchemas" =>
                Vocabularies.Applicator,
            "prefixItems" or "items" or "contains" => Vocabularies.Applicator,
            "properties" or "patternProperties" or "additionalProperties" or "propertyNames" => Vocabularies.Applicator,
            "unevaluatedItems" or "unevaluatedProperties" => Vocabularies.Unevaluated,
            "format" => Vocabularies.FormatAnnotation | Vocabularies.FormatAssertion,
            "default" => Vocabularies.MetaData,
            _ when keyword.StartsWith("content", StringComparison.Ordinal) => Vocabularies.Content,
            _ when keyword.StartsWith('$') => Vocabularies.Core,
            _ => Vocabularies.Validation,
        };

    private static Vocabularies Named(string uri) =>
        !uri.StartsWith(Prefix, StringComparison.Ordinal)
            ? Vocabularies.None
            : uri[Prefix.Length..] switch
            {
                "core" => Vocabularies.Core,
                "applicator" => Vocabularies.Applicator,
                "unevaluated" => Vocabularies.Unevaluated,
                "validation" => Vocabularies.Validation,
                "meta-data" => Vocabularies.MetaData,
                "format-annotation" => Vocabularies.FormatAnnotation,
                "format-assertion" => Vocabularies.FormatAssertion,
                "content" => Vocabularies.Content,
                _ => Vocabularies.None,
            };
}
