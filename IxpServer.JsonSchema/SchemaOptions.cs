namespace IxpServer.JsonSchema;

/// <summary>How a schema is compiled and which budgets bound its use. Immutable; share one instance freely.</summary>
public sealed class SchemaOptions
{
    /// <summary>The options used when none are given.</summary>
    public static SchemaOptions Default { get; } = new();

    /// <summary>The draft of schemas, stored ones too, that name none in <c>$schema</c>.</summary>
    public SchemaDraft DefaultDraft { get; init; } = SchemaDraft.Draft202012;

    /// <summary>
    /// Whether <c>format</c> is an assertion; false, the drafts' default, keeps it an annotation
    /// (JSON Schema Validation 2020-12, section 7.2.1). A vocabulary that asserts formats does so either way.
    /// </summary>
    public bool AssertFormats { get; init; }

    /// <summary>Where schemas named by <c>$ref</c> and <c>$schema</c> are found; the network is never used.</summary>
    public SchemaStore? Store { get; init; }

    /// <summary>
    /// The longest that one regular expression may run on one string before it is tried once more, when it cannot be matched
    /// without going back. The others get a second: their time grows with the text alone.
    /// </summary>
    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many schemas may be nested in one another while validating, references included.</summary>
    public int MaxDepth { get; init; } = 1_000;

    /// <summary>How many schemas may be applied and values compared in one validation.</summary>
    public int MaxSteps { get; init; } = 10_000_000;

    /// <summary>How many faults one validation reports before it gives up.</summary>
    public int MaxFaults { get; init; } = 10_000;

    /// <summary>How deeply a schema document may be nested, in schemas.</summary>
    public int MaxSchemaDepth { get; init; } = 256;

    /// <summary>How many schemas one compiled schema may consist of, those it refers to included.</summary>
    public int MaxSchemas { get; init; } = 100_000;
}
