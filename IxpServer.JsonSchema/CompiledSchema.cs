using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.JsonSchema.Compilation;
using IxpServer.JsonSchema.Redaction;
using IxpServer.JsonSchema.Shaping;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema;

/// <summary>
/// A JSON Schema of any draft from 04 to 2020-12, compiled once and used many times. Safe for concurrent use; what it
/// says of a value never changes.
/// </summary>
public sealed class CompiledSchema
{
    private readonly SchemaOptions options;
    private volatile Nodes? nodes;
    private byte[]? text;
    private bool isUsed;

    private CompiledSchema(SchemaOptions options, Nodes nodes)
    {
        this.options = options;
        this.nodes = nodes;
        Draft = nodes.Root.Place.Resource.Dialect.Draft;
        IsSensitive = nodes.All.Any(node => node.IsSensitive);
        AcceptsAnything = nodes.Root.AcceptsAnything;
    }

    /// <summary>The draft that the schema is written in; what it refers to may be in others.</summary>
    public SchemaDraft Draft { get; }

    /// <summary>The schema as it was written.</summary>
    public JsonElement Json => nodes?.Json ?? JsonElement.Parse(text);

    /// <summary>Whether every value is valid because the schema asserts nothing: true, {}, or annotations only.</summary>
    public bool AcceptsAnything { get; }

    /// <summary>Whether a schema in it is marked <c>writeOnly</c> or <c>x-sensitive</c>.</summary>
    public bool IsSensitive { get; }

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema; a copy is kept, so its document may be disposed.</param>
    /// <param name="options">Options, or null for <see cref="SchemaOptions.Default"/>.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="SchemaException">The schema has faults; all of them are in the exception.</exception>
    public static CompiledSchema Compile(JsonElement schema, SchemaOptions? options = null) =>
        TryCompile(schema, options, out var compiled, out var faults) ? compiled : throw new SchemaException(faults);

    /// <summary>Compiles a schema, or says everything that is wrong with it.</summary>
    /// <param name="schema">The schema; a copy is kept, so its document may be disposed.</param>
    /// <param name="options">Options, or null for <see cref="SchemaOptions.Default"/>.</param>
    /// <param name="compiled">The compiled schema.</param>
    /// <param name="faults">The faults; empty when it compiled.</param>
    /// <returns>Whether it compiled.</returns>
    public static bool TryCompile(
        JsonElement schema,
        SchemaOptions? options,
        [NotNullWhen(true)] out CompiledSchema? compiled,
        out IReadOnlyList<SchemaFault> faults
    )
    {
        options ??= SchemaOptions.Default;
        compiled = null;
        if (schema.ValueKind == JsonValueKind.Undefined)
        {
            faults = [new SchemaFault("", "must be an object, true or false")];
            return false;
        }

        var made = Make(schema.Clone(), options, out faults);
        compiled = made is null ? null : new CompiledSchema(options, made);
        return compiled is not null;
    }

    /// <summary>
    /// Gives back the memory of all that can be made again from the JSON's text, if no value has been validated or written yet:
    /// then the first one pays for compiling. For those who hold many schemas of which most are never used. Schemas stay as
    /// they are that may refer to a store, or have regular expressions which take long to prepare.
    /// </summary>
    public void TrimExcess()
    {
        if (!isUsed && options.Store is null && nodes is { IsQuicklyMade: true } made)
        {
            text ??= JsonMarshal.GetRawUtf8Value(made.Json).ToArray();
            nodes = null;
        }
    }

    /// <summary>Validates as far as the first fault, without allocating memory for common schemas.</summary>
    /// <param name="instance">The value.</param>
    /// <returns>Whether it satisfies the schema; false when a budget runs out.</returns>
    public bool IsValid(JsonElement instance)
    {
        var run = Run.Rent(options, null);
        var ok = Root.Evaluate(instance, run) && run.Exhausted is null;
        run.Return();
        return ok;
    }

    /// <summary>Validates and collects every fault.</summary>
    /// <param name="instance">The value.</param>
    /// <returns>The faults; a fault "$budget" is last when a budget ran out.</returns>
    public ValidationResult Validate(JsonElement instance) =>
        IsValid(instance) ? ValidationResult.Valid : new ValidationResult(Collect(Root, instance));

    /// <summary>
    /// Finds defaults that break the schema they stand in. Such a schema is valid, but what it adds to a value is not.
    /// </summary>
    /// <returns>A fault for each of them, with its place.</returns>
    public IReadOnlyList<SchemaFault> FindBadDefaults()
    {
        var bad = new List<SchemaFault>();
        foreach (var (schema, value, pointer) in DefaultCheck.Of(Compiled.All))
        {
            if (Collect(schema, value) is [var first, ..])
            {
                var place = first.InstanceLocation.Length == 0 ? "" : $" at '{first.InstanceLocation}'";
                bad.Add(new SchemaFault(pointer, $"the default breaks its own schema: {first.Message}{place}"));
            }
        }

        return bad;
    }

    /// <summary>
    /// Finds keywords that look as if they asked something of values, and do not: those of other drafts, <c>nullable</c>, and
    /// what stands beside <c>$ref</c> in the drafts up to 07. Such a schema is valid.
    /// </summary>
    /// <returns>A fault for each of them, with its place.</returns>
    public IReadOnlyList<SchemaFault> FindIgnoredKeywords() =>
        [
            .. Compiled
                .All.Where(node => node.Place.Resource.Document.Prefix.Length == 0)
                .SelectMany(node => IgnoredKeywords.Of(node.Place)),
        ];

    /// <summary>
    /// Finds members that <c>required</c> or <c>dependentRequired</c> asks for and <see cref="WriteShaped"/> leaves out,
    /// because <c>properties</c> stands there and does not declare them. Such a schema is valid.
    /// </summary>
    /// <returns>A fault for each of them, with the place of the schema that asks.</returns>
    public IReadOnlyList<SchemaFault> FindUndeclaredRequired() =>
        [
            .. MemberNames
                .FindUndeclared(Compiled.All.SelectMany(node => node.Nested).Prepend(Compiled.Root).Distinct(), options)
                .Where(found => found.Node.Place.Resource.Document.Prefix.Length == 0)
                .Distinct()
                .Select(found => new SchemaFault(
                    found.Node.Place.Pointer,
                    $"'{found.Name}' is required, but not declared: add it to properties, or it is checked and then left out"
                )),
        ];

    /// <summary>
    /// Tells whether every valid object has a member of this name after <see cref="WriteShaped"/>, and none where it is
    /// null because its <c>type</c> says that it may be.
    /// </summary>
    /// <param name="name">The member's name.</param>
    public bool MustHave(string name) => MemberNames.MustHave(Compiled.Root, name);

    /// <summary>
    /// Tells whether <see cref="WriteShaped"/> may keep a member of the root object; false when no object can have it
    /// afterwards because the schema declares others and not this one.
    /// </summary>
    /// <param name="name">The member's name.</param>
    public bool MayKeep(string name) => MemberNames.MayKeep(Compiled.Root, options, name);

    /// <summary>
    /// Writes a valid value in the shape of the schema: with the defaults of declared properties that are missing, and
    /// without undeclared properties where the schema declares some and does not admit others.
    /// </summary>
    /// <param name="writer">Where one value is written.</param>
    /// <param name="instance">The value; numbers and strings are passed through byte for byte.</param>
    public void WriteShaped(Utf8JsonWriter writer, JsonElement instance)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ShapeRun.WriteValue(Root, options, writer, instance);
    }

    /// <summary>Like <see cref="WriteShaped"/>, but writes only the members of an object, without braces.</summary>
    /// <param name="writer">Where the members are written; an object must be open.</param>
    /// <param name="instance">The object.</param>
    /// <exception cref="ArgumentException">The value is not an object.</exception>
    public void WriteShapedMembers(Utf8JsonWriter writer, JsonElement instance)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (instance.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("Only an object has members.", nameof(instance));
        }

        ShapeRun.WriteMembers(Root, options, writer, instance);
    }

    /// <summary>
    /// Writes any value, valid or not, with <c>"[redacted]"</c> in place of whatever the schema marks <c>writeOnly</c> or
    /// <c>x-sensitive</c>, be it through references, combinations or conditions.
    /// </summary>
    /// <param name="writer">Where one value is written.</param>
    /// <param name="instance">The value.</param>
    public void WriteRedacted(Utf8JsonWriter writer, JsonElement instance)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var run = Run.Rent(options, null);
        new RedactionRun(run, writer).Write([Root], instance, 0);
        run.Return();
    }

    /// <summary>
    /// Reads strings as what the schema asks for: "5" as 5, "true" as true, "a,b" or a single value as an array. For query
    /// strings and chat; validation itself never converts. A valid value is returned unchanged.
    /// </summary>
    /// <param name="instance">The value.</param>
    /// <returns>A new document, not necessarily valid; dispose it.</returns>
    public JsonDocument Coerce(JsonElement instance) => Coercer.Coerce(Root, options, instance, IsValid(instance));

    private Nodes Compiled => nodes ?? (nodes = Make(JsonElement.Parse(text), options, out _)!);

    // For values: from the first one on, what is compiled stays.
    private SchemaNode Root
    {
        get
        {
            if (!isUsed)
            {
                isUsed = true;
            }

            return Compiled.Root;
        }
    }

    private static Nodes? Make(JsonElement json, SchemaOptions options, out IReadOnlyList<SchemaFault> faults)
    {
        var compiler = new SchemaCompiler(options);
        faults = compiler.Faults.Items;
        try
        {
            var root = compiler.Compile(json);
            return faults.Count == 0 ? new Nodes(json, root, [.. compiler.Nodes], !compiler.HasSlowPatterns) : null;
        }
        catch (InvalidOperationException)
        {
            // The only values that System.Text.Json cannot give as a string.
            compiler.Faults.Items.Add(new SchemaFault("", "holds text that is not valid Unicode"));
            return null;
        }
    }

    private List<ValidationFault> Collect(SchemaNode schema, JsonElement instance)
    {
        var faults = new FaultCollector(options.MaxFaults);
        var run = Run.Rent(options, faults);
        schema.Evaluate(instance, run);
        var exhausted = run.Exhausted ?? (faults.IsFull ? "has too many faults to list" : null);
        run.Return();
        if (exhausted is not null)
        {
            faults.AddBudget(schema, exhausted);
        }

        return faults.Items;
    }

    private sealed record Nodes(JsonElement Json, SchemaNode Root, SchemaNode[] All, bool IsQuicklyMade);
}
