using System.Collections.Frozen;

namespace IxpServer.JsonSchema.Compilation;

/// <summary>
/// What the keywords of a schema mean: a draft, and the vocabularies of it that are in use. Every resource has its own,
/// which is asked for only while a schema is compiled.
/// </summary>
internal sealed class Dialect
{
    private static readonly Dialect[] Whole =
    [
        .. Enum.GetValues<SchemaDraft>().Select(draft => new Dialect(draft, Vocabularies.Draft)),
    ];

    private readonly FrozenDictionary<string, Keyword> keywords;

    private Dialect(SchemaDraft draft, Vocabularies vocabularies)
    {
        Draft = draft;
        AssertsFormats = (vocabularies & Vocabularies.FormatAssertion) != Vocabularies.None;
        keywords = Keyword
            .All.SelectMany(keywords => keywords)
            .Where(keyword => keyword.First <= draft && draft <= keyword.Last)
            .Where(keyword => (keyword.Vocabulary & vocabularies) != Vocabularies.None)
            .ToFrozenDictionary(keyword => keyword.Name, StringComparer.Ordinal);
    }

    /// <summary>The draft.</summary>
    public SchemaDraft Draft { get; }

    /// <summary>Whether a vocabulary makes <c>format</c> an assertion.</summary>
    public bool AssertsFormats { get; }

    /// <summary>The keyword that gives a schema a URI.</summary>
    public string Id => Draft == SchemaDraft.Draft4 ? "id" : "$id";

    /// <summary>Whether a fragment in <see cref="Id"/> names the schema, as <c>$anchor</c> does in later drafts.</summary>
    public bool HasNamesInId => Draft <= SchemaDraft.Draft7;

    /// <summary>Whether <c>$ref</c> makes everything beside it mean nothing (draft-07 core, section 8.3).</summary>
    public bool IsRefAlone => Draft <= SchemaDraft.Draft7;

    /// <summary>Whether a list under <c>items</c> describes the first items, and <c>additionalItems</c> the others.</summary>
    public bool HasListsInItems => Draft <= SchemaDraft.Draft201909;

    /// <summary>Whether <c>exclusiveMinimum</c> and <c>exclusiveMaximum</c> say how <c>minimum</c> and <c>maximum</c> are meant.</summary>
    public bool HasFlagsOfLimits => Draft == SchemaDraft.Draft4;

    /// <summary>Whether a number is an integer by how it is written: 1.0 is none (draft-04 core, section 3.5).</summary>
    public bool HasIntegersByText => Draft == SchemaDraft.Draft4;

    /// <summary>Whether an item that <c>contains</c> found is evaluated for <c>unevaluatedItems</c>.</summary>
    public bool DoesContainsEvaluate => Draft >= SchemaDraft.Draft202012;

    /// <summary>A draft as its own meta-schema declares it.</summary>
    public static Dialect Of(SchemaDraft draft) => Whole[(int)draft];

    /// <summary>A draft with only some of its vocabularies.</summary>
    public static Dialect Of(SchemaDraft draft, Vocabularies vocabularies) =>
        vocabularies == Vocabularies.Draft ? Of(draft) : new Dialect(draft, vocabularies);

    /// <summary>What a keyword is in this dialect; null when it is none.</summary>
    public Keyword? Find(string name) => keywords.GetValueOrDefault(name);
}
