using System.Text.Json;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>Finds the dialect that <c>$schema</c> names: one of the drafts, or that of a meta-schema in the store.</summary>
internal static class Dialects
{
    /// <summary>Meta-schemas that are described by one another in a circle lead nowhere.</summary>
    private const int MaxSteps = 8;

    private static readonly (SchemaDraft Draft, string Name, string Uri, string VocabularyUri)[] Drafts =
    [
        (SchemaDraft.Draft202012, "2020-12", MetaSchemas.Newest, "https://json-schema.org/draft/2020-12/vocab/"),
        (SchemaDraft.Draft201909, "2019-09", MetaSchemas.Of201909, "https://json-schema.org/draft/2019-09/vocab/"),
        (SchemaDraft.Draft7, "draft-07", MetaSchemas.Of7, ""),
        (SchemaDraft.Draft6, "draft-06", MetaSchemas.Of6, ""),
        (SchemaDraft.Draft4, "draft-04", MetaSchemas.Of4, ""),
    ];

    /// <summary>How a draft is called.</summary>
    public static string NameOf(SchemaDraft draft) => Array.Find(Drafts, one => one.Draft == draft).Name;

    /// <summary>Finds the dialect of a URI; vocabularies that it requires and nobody knows go to <paramref name="unknown"/>.</summary>
    public static Dialect? Find(string uri, SchemaStore? store, List<string> unknown) => Find(uri, store, unknown, 0);

    private static Dialect? Find(string uri, SchemaStore? store, List<string> unknown, int step)
    {
        var document = UriReference.SplitFragment(uri).Document;
        foreach (var draft in Drafts)
        {
            if (MetaSchemas.IsSame(draft.Uri, document))
            {
                return Dialect.Of(draft.Draft);
            }
        }

        if (store is null || !store.TryGet(document, out var metaSchema) || step == MaxSteps)
        {
            return null;
        }

        // A meta-schema is written in the draft that it describes.
        var own = NamedBy(metaSchema) is { } name && name != uri ? Find(name, store, [], step + 1) : null;
        var described = own?.Draft ?? SchemaDraft.Draft202012;
        return Dialect.Of(described, ReadVocabularies(metaSchema, described, unknown));
    }

    /// <summary>The text of <c>$schema</c>; null when there is none.</summary>
    public static string? NamedBy(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("$schema", out var name)
        && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;

    private static Vocabularies ReadVocabularies(JsonElement metaSchema, SchemaDraft draft, List<string> unknown)
    {
        var prefix = Array.Find(Drafts, one => one.Draft == draft).VocabularyUri;
        if (
            prefix.Length == 0
            || metaSchema.ValueKind != JsonValueKind.Object
            || !metaSchema.TryGetProperty("$vocabulary", out var declared)
            || declared.ValueKind != JsonValueKind.Object
        )
        {
            return Vocabularies.Draft;
        }

        var found = Vocabularies.Core;
        foreach (var entry in declared.EnumerateObject())
        {
            var isRequired = entry.Value.ValueKind == JsonValueKind.True;
            var vocabulary = entry.Name.StartsWith(prefix, StringComparison.Ordinal)
                ? Named(entry.Name[prefix.Length..], draft, isRequired)
                : Vocabularies.None;
            found |= vocabulary;
            if (vocabulary == Vocabularies.None && isRequired)
            {
                unknown.Add(entry.Name);
            }
        }

        return found;
    }

    private static Vocabularies Named(string name, SchemaDraft draft, bool isRequired) =>
        (name, draft) switch
        {
            ("core", _) => Vocabularies.Core,
            ("applicator", SchemaDraft.Draft201909) => Vocabularies.Applicator | Vocabularies.Unevaluated,
            ("applicator", _) => Vocabularies.Applicator,
            ("validation", _) => Vocabularies.Validation,
            ("meta-data", _) => Vocabularies.MetaData,
            ("content", _) => Vocabularies.Content,

            // Until it was split in two, the one vocabulary asserted when it was required (Validation 2019-09, section 7.2).
            ("format", SchemaDraft.Draft201909) => isRequired
                ? Vocabularies.FormatAssertion
                : Vocabularies.FormatAnnotation,
            ("format-annotation", SchemaDraft.Draft202012) => Vocabularies.FormatAnnotation,
            ("format-assertion", SchemaDraft.Draft202012) => Vocabularies.FormatAssertion,
            ("unevaluated", SchemaDraft.Draft202012) => Vocabularies.Unevaluated,
            _ => Vocabularies.None,
        };
}
